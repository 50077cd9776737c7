// Generated from schema/probonus.openapi.yaml by `npm run codegen`. Do not edit.
import type { Money } from "../lib/decimal.ts";
export interface paths {
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Login
         * @description Known - path, method, body and `accessToken` in a 200 answer. Any other status means wrong credentials.
         */
        post: operations["auth.login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Info
         * @description Known - path. The user whom the token belongs to.
         */
        get: operations["auth.info"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/refresh_token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh Token
         * @description Known - path. A refresh token works once; the answer holds a new pair.
         */
        post: operations["auth.refreshToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Logout
         * @description Known - path. Both tokens of the session stop working.
         */
        post: operations["auth.logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Getlist
         * @description Known - path. Users of the web admin and of the API.
         */
        get: operations["users.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account_groups/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["accountGroups.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account_groups/insert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description 400 when the name is taken. */
        post: operations["accountGroups.insert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account_groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["accountGroups.get"];
        /** @description Only the fields sent are changed. */
        put: operations["accountGroups.update"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/identifier_types/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["identifierTypes.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/identifier_types/insert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["identifierTypes.insert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/identifier_types/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["identifierTypes.get"];
        put: operations["identifierTypes.update"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * @description Filters are ANDed. `ids` (comma-separated, at most 100) is the only way to read many known accounts in one call; a real
         *     server may not have it, and then each account is a call of `accounts.get`.
         */
        get: operations["accounts.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/by_identifier": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Resolves cards, phone identifiers and live temporary identifiers. An expired one answers 404. */
        get: operations["accounts.byIdentifier"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/insert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Known of this operation - POST, 200 when created, 400 when the account exists already (an identifier is taken). */
        post: operations["accounts.insert"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["accounts.get"];
        /** @description Only the fields sent are changed; null clears. */
        put: operations["accounts.update"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{id}/block": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["accounts.block"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{id}/unblock": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: operations["accounts.unblock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{id}/identifiers": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description 400 when the value is taken by any account. */
        post: operations["accounts.addIdentifier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{id}/identifiers/{identifierId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
                identifierId: number;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: operations["accounts.removeIdentifier"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{id}/temporary_identifier": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Feature known (virtual cards through the API); length and lifetime come from the server's settings. 400 when the account is blocked. */
        post: operations["accounts.issueTemporaryIdentifier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{id}/balance": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["accounts.balance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["accounts.report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Newest first (createdAt, then id). `accountIds` is comma-separated, at most 100; a real server may have `accountId` alone. */
        get: operations["operations.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["operations.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/deposit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description NOT idempotent - sent twice, it is booked twice. 400 when the account is blocked. */
        post: operations["operations.deposit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description NOT idempotent. 400 «Недостаточно средств» when amount > balance + creditLimit; 400 when the account is blocked. */
        post: operations["operations.withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/group_deposit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description NOT idempotent and not atomic. One operation per account of the group; blocked accounts are skipped. */
        post: operations["operations.groupDeposit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/operations/group_withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description NOT idempotent and not atomic. Accounts that are blocked or lack funds are skipped. */
        post: operations["operations.groupWithdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/discounts/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["discounts.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/discounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get: operations["discounts.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/discounts/compound/insert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description 400 when the thresholds do not rise strictly, the first is not 0, or a code is not in the dictionary. */
        post: operations["discounts.insertCompound"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/discounts/compound/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        get?: never;
        /** @description 400 for a discount read from r_keeper - those are read-only. */
        put: operations["discounts.updateCompound"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["reports.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["reports.get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/restaurants/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["restaurants.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tags/list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["tags.list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings/public": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: operations["settings.public"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Error: {
            detail: string | Record<string, never>;
        };
        ValidationError: {
            detail: {
                loc: (string | number)[];
                msg: string;
                type: string;
            }[];
        };
        /**
         * Format: int64
         * @description 1/100 of a bonus (or rouble)
         */
        Kopecks: Money;
        /**
         * @description YYYY-MM-DDTHH:MM:SS, server local time, no zone
         * @example 2026-03-01T18:42:10
         */
        LocalDateTime: string;
        Credentials: {
            login: string;
            password: string;
        };
        TokenPair: {
            /** @description Usually a JWT; opaque to clients */
            accessToken: string;
            refreshToken?: string;
            /** @example bearer */
            tokenType?: string;
            /** @description Seconds */
            expiresIn?: number;
        };
        RefreshInput: {
            refreshToken: string;
        };
        User: {
            id: number;
            login: string;
            /** @enum {string} */
            userType?: "ORDINARY" | "API";
            role?: string | null;
            email?: string | null;
            lastName?: string | null;
            firstName?: string | null;
            patronymic?: string | null;
            comment?: string | null;
        };
        UserPage: {
            items: components["schemas"]["User"][];
            total: number;
        };
        AccountGroup: {
            id: number;
            name: string;
            comment?: string | null;
        };
        AccountGroupInput: {
            name?: string;
            comment?: string | null;
        };
        AccountGroupPage: {
            items: components["schemas"]["AccountGroup"][];
            total: number;
        };
        /** @enum {string} */
        IdentifierKind: "CARD" | "PHONE" | "OTHER";
        IdentifierType: {
            id: number;
            name: string;
            kind: components["schemas"]["IdentifierKind"];
        };
        IdentifierTypeInput: {
            name?: string;
            kind?: components["schemas"]["IdentifierKind"];
        };
        IdentifierTypePage: {
            items: components["schemas"]["IdentifierType"][];
            total: number;
        };
        Identifier: {
            id: number;
            accountId: number;
            typeId: number;
            value: string;
            /** @default false */
            isTemporary?: boolean;
            expiresAt?: components["schemas"]["LocalDateTime"] | null;
        };
        IdentifierInput: {
            typeId: number;
            value: string;
        };
        TemporaryIdentifier: {
            value: string;
            expiresAt: components["schemas"]["LocalDateTime"];
            lifetimeMinutes: number;
        };
        /** @enum {string} */
        Gender: "MALE" | "FEMALE";
        Consents: {
            personalData?: boolean;
            privacyPolicy?: boolean;
            adult?: boolean;
        };
        /** @description The guest's questionnaire («Анкета гостя») and the settings of the account. Which fields are required is a server setting. */
        AccountProfile: {
            lastName?: string | null;
            firstName?: string | null;
            patronymic?: string | null;
            gender?: components["schemas"]["Gender"] | null;
            /** Format: date */
            birthday?: string | null;
            phones?: string[];
            email?: string | null;
            info?: string | null;
            /** @description Shown on the cash register */
            screenMessage?: string | null;
            /** @description Printed on the check */
            printMessage?: string | null;
            discountId?: number | null;
            bonusTypeCode?: number | null;
            creditLimit?: components["schemas"]["Kopecks"];
            discountLimit?: components["schemas"]["Kopecks"] | null;
            /** Format: date */
            validFrom?: string | null;
            /** Format: date */
            validTo?: string | null;
            tagIds?: number[];
            consents?: components["schemas"]["Consents"];
        };
        Account: components["schemas"]["AccountProfile"] & {
            id: number;
            groupId: number;
            balance: components["schemas"]["Kopecks"];
            isBlocked: boolean;
            blockReason?: string | null;
            /** @description The account that brought this guest */
            referrerId?: number | null;
            /** @description UTM source */
            registrationSource?: string | null;
            registeredAt: components["schemas"]["LocalDateTime"];
            updatedAt?: components["schemas"]["LocalDateTime"];
            identifiers: components["schemas"]["Identifier"][];
        };
        AccountInsert: components["schemas"]["AccountProfile"] & {
            groupId: number;
            referrerId?: number | null;
            registrationSource?: string | null;
            identifiers?: components["schemas"]["IdentifierInput"][];
        };
        AccountUpdate: components["schemas"]["AccountProfile"] & {
            groupId?: number;
        };
        AccountPage: {
            items: components["schemas"]["Account"][];
            total: number;
        };
        AccountBalance: {
            accountId: number;
            /** @description Available now */
            bonusBalance: components["schemas"]["Kopecks"];
            creditLimit?: components["schemas"]["Kopecks"];
            /** @description Sum of all delayed accruals */
            bonusAwaitingIssue?: components["schemas"]["Kopecks"];
            lateIssues?: {
                sumLateIssue: components["schemas"]["Kopecks"];
                /** Format: date */
                date: string;
            }[];
            /** @description What expires, and when */
            burning?: {
                sum: components["schemas"]["Kopecks"];
                /** Format: date */
                date: string;
            }[];
            neverBurns?: components["schemas"]["Kopecks"];
        };
        AccountReport: {
            accountId: number;
            spentSumDay?: components["schemas"]["Kopecks"];
            spentSumWeek?: components["schemas"]["Kopecks"];
            spentSumMonth?: components["schemas"]["Kopecks"];
            spentSumYear?: components["schemas"]["Kopecks"];
            spentSumTotal?: components["schemas"]["Kopecks"];
            /** @description Spend within the ladder's accumulation period */
            spentSumDiscountPeriod?: components["schemas"]["Kopecks"] | null;
            discountLevelName?: string | null;
            nextLevelName?: string | null;
            sumToNextLevel?: components["schemas"]["Kopecks"] | null;
        };
        /**
         * @description DEPOSIT, WITHDRAW - booked by hand or through the API; EXPIRE - bonuses burned;
         *     POS_PAYMENT - paid with bonuses at the register (negative; a void is positive); POS_BONUS - accrued for a check (positive; a void is negative);
         *     POS_DISCOUNT - discount given (negative; does not change the balance); POS_SPEND - the guest's own money (positive; does not change the balance);
         *     PROMO, REFERRAL - accrued by a promotion or the referral programme.
         * @enum {string}
         */
        OperationKind: "DEPOSIT" | "WITHDRAW" | "EXPIRE" | "POS_PAYMENT" | "POS_BONUS" | "POS_DISCOUNT" | "POS_SPEND" | "PROMO" | "REFERRAL";
        Operation: {
            id: number;
            accountId: number;
            identifierId?: number | null;
            kind: components["schemas"]["OperationKind"];
            /** @description Signed; a void is a new operation with the opposite sign */
            amount: components["schemas"]["Kopecks"];
            reason?: string | null;
            createdAt: components["schemas"]["LocalDateTime"];
            /**
             * Format: date
             * @description The day counted from the day-change time
             */
            businessDate?: string;
            restaurantId?: number | null;
            stationNo?: number | null;
            checkNo?: number | null;
            userLogin?: string | null;
            /**
             * Format: date
             * @description A delayed accrual counts from this business day
             */
            availableFrom?: string | null;
            /** Format: date */
            expiresAt?: string | null;
            balanceAfter?: components["schemas"]["Kopecks"] | null;
        };
        OperationPage: {
            items: components["schemas"]["Operation"][];
            total: number;
        };
        DepositInput: {
            accountId: number;
            /** @description Kopecks */
            amount: Money;
            reason: string;
            /** Format: date */
            availableFrom?: string | null;
            /** Format: date */
            expiresAt?: string | null;
        };
        WithdrawInput: {
            accountId: number;
            /** @description Kopecks */
            amount: Money;
            reason: string;
        };
        GroupDepositInput: {
            groupId: number;
            /** @description Kopecks */
            amount: Money;
            reason: string;
            /** Format: date */
            availableFrom?: string | null;
            /** Format: date */
            expiresAt?: string | null;
        };
        GroupWithdrawInput: {
            groupId: number;
            /** @description Kopecks */
            amount: Money;
            reason: string;
        };
        GroupOperationResult: {
            /** @description Accounts booked */
            processed: number;
            skipped: {
                accountId: number;
                detail: string;
            }[];
            /** @description Sum of all amounts booked */
            total: components["schemas"]["Kopecks"];
        };
        /** @enum {string} */
        DiscountKind: "RK" | "COMPOUND";
        /**
         * @description RK - a discount or bonus of the point of sale (r_keeper), read-only; `code` is the code that the register knows. The percentage lives in
         *     r_keeper. COMPOUND - a ladder («лестница»): the guest gets the level with the greatest threshold not above what they spent in the accumulation period.
         */
        Discount: {
            id: number;
            kind: components["schemas"]["DiscountKind"];
            name: string;
            /** @description RK only */
            code?: number | null;
            /** @description RK only: accrues a bonus instead of taking money off */
            isBonus?: boolean;
            isActive?: boolean;
            /** @description COMPOUND only; null - the whole life of the account */
            accumulationPeriod?: components["schemas"]["AccumulationPeriod"] | null;
            /** @description COMPOUND only */
            levels?: components["schemas"]["DiscountLevel"][];
        };
        AccumulationPeriod: {
            /** @enum {string} */
            unit: "DAY" | "WEEK" | "MONTH" | "YEAR";
            value: number;
        };
        DiscountLevel: {
            name: string;
            threshold: components["schemas"]["Kopecks"];
            rkDiscountCode: number;
            bonusTypeCode?: number | null;
        };
        CompoundInput: {
            name?: string;
            accumulationPeriod?: components["schemas"]["AccumulationPeriod"] | null;
            levels?: components["schemas"]["DiscountLevel"][];
        };
        DiscountPage: {
            items: components["schemas"]["Discount"][];
            total: number;
        };
        /** @enum {string} */
        ReportCode: "TOTALS" | "TRANSACTIONS" | "IDENTIFIERS" | "SPEND_BY_DAY" | "BIRTHDAYS" | "INACTIVE" | "LOST_GUESTS" | "BASE_GROWTH" | "TOP_GUESTS" | "TURNOVER";
        ReportInfo: {
            code: components["schemas"]["ReportCode"];
            name: string;
        };
        ReportTable: {
            columns: {
                name: string;
                title: string;
                /** @enum {string} */
                type: "STRING" | "INTEGER" | "MONEY" | "DATE" | "DATETIME" | "BOOLEAN";
            }[];
            rows: {
                [key: string]: unknown;
            }[];
            total: number;
            totals?: {
                [key: string]: unknown;
            } | null;
        };
        Restaurant: {
            id: number;
            code?: number | null;
            name: string;
        };
        RestaurantPage: {
            items: components["schemas"]["Restaurant"][];
            total: number;
        };
        Tag: {
            id: number;
            name: string;
            groupName?: string | null;
        };
        TagPage: {
            items: components["schemas"]["Tag"][];
            total: number;
        };
        PublicSettings: {
            phoneRequired?: boolean;
            genderRequired?: boolean;
            temporaryIdentifierLength?: number;
            temporaryIdentifierMinutes?: number;
            /** @example 06:00 */
            dayChangeTime?: string;
            /** @example ru */
            language?: string;
            birthdayDaysBefore?: number;
            birthdayDaysAfter?: number;
        };
    };
    responses: {
        /** @description Error */
        Error: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Validation error */
        ValidationError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationError"];
            };
        };
    };
    parameters: {
        id: number;
        /** @description Comma-separated, at most 100 */
        ids: string;
        search: string;
        limit: number;
        offset: number;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "auth.login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPair"];
                };
            };
            401: components["responses"]["Error"];
            422: components["responses"]["ValidationError"];
        };
    };
    "auth.info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            401: components["responses"]["Error"];
        };
    };
    "auth.refreshToken": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPair"];
                };
            };
            401: components["responses"]["Error"];
        };
    };
    "auth.logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        result: boolean;
                    };
                };
            };
        };
    };
    "users.list": {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                offset?: components["parameters"]["offset"];
                search?: components["parameters"]["search"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
        };
    };
    "accountGroups.list": {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                offset?: components["parameters"]["offset"];
                search?: components["parameters"]["search"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountGroupPage"];
                };
            };
        };
    };
    "accountGroups.insert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountGroupInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountGroup"];
                };
            };
            400: components["responses"]["Error"];
            422: components["responses"]["ValidationError"];
        };
    };
    "accountGroups.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountGroup"];
                };
            };
            404: components["responses"]["Error"];
        };
    };
    "accountGroups.update": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountGroupInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountGroup"];
                };
            };
            400: components["responses"]["Error"];
            404: components["responses"]["Error"];
        };
    };
    "identifierTypes.list": {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                offset?: components["parameters"]["offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentifierTypePage"];
                };
            };
        };
    };
    "identifierTypes.insert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdentifierTypeInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentifierType"];
                };
            };
            400: components["responses"]["Error"];
            422: components["responses"]["ValidationError"];
        };
    };
    "identifierTypes.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentifierType"];
                };
            };
            404: components["responses"]["Error"];
        };
    };
    "identifierTypes.update": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdentifierTypeInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentifierType"];
                };
            };
            400: components["responses"]["Error"];
            404: components["responses"]["Error"];
        };
    };
    "accounts.list": {
        parameters: {
            query?: {
                /** @description Comma-separated, at most 100 */
                ids?: components["parameters"]["ids"];
                groupId?: number;
                discountId?: number;
                tagId?: number;
                /** @description A contact phone or a phone identifier; digits only */
                phone?: string;
                email?: string;
                /** @description An identifier's exact value */
                identifier?: string;
                isBlocked?: boolean;
                /** @description MM-DD */
                birthdayFrom?: string;
                /** @description MM-DD; may lie before birthdayFrom (over New Year) */
                birthdayTo?: string;
                registeredFrom?: string;
                registeredTo?: string;
                updatedFrom?: components["schemas"]["LocalDateTime"];
                search?: components["parameters"]["search"];
                limit?: components["parameters"]["limit"];
                offset?: components["parameters"]["offset"];
                sort?: "id" | "lastName" | "balance" | "registeredAt";
                order?: "asc" | "desc";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountPage"];
                };
            };
            422: components["responses"]["ValidationError"];
        };
    };
    "accounts.byIdentifier": {
        parameters: {
            query: {
                value: string;
                typeId?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            404: components["responses"]["Error"];
        };
    };
    "accounts.insert": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountInsert"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            400: components["responses"]["Error"];
            422: components["responses"]["ValidationError"];
        };
    };
    "accounts.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            404: components["responses"]["Error"];
        };
    };
    "accounts.update": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountUpdate"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            400: components["responses"]["Error"];
            404: components["responses"]["Error"];
            422: components["responses"]["ValidationError"];
        };
    };
    "accounts.block": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            404: components["responses"]["Error"];
        };
    };
    "accounts.unblock": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            404: components["responses"]["Error"];
        };
    };
    "accounts.addIdentifier": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdentifierInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identifier"];
                };
            };
            400: components["responses"]["Error"];
            404: components["responses"]["Error"];
        };
    };
    "accounts.removeIdentifier": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
                identifierId: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        result: boolean;
                    };
                };
            };
            404: components["responses"]["Error"];
        };
    };
    "accounts.issueTemporaryIdentifier": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TemporaryIdentifier"];
                };
            };
            400: components["responses"]["Error"];
            404: components["responses"]["Error"];
        };
    };
    "accounts.balance": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountBalance"];
                };
            };
            404: components["responses"]["Error"];
        };
    };
    "accounts.report": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountReport"];
                };
            };
            404: components["responses"]["Error"];
        };
    };
    "operations.list": {
        parameters: {
            query?: {
                accountId?: number;
                accountIds?: string;
                groupId?: number;
                /** @description One kind or several, comma-separated */
                kind?: string;
                restaurantId?: number;
                /** @description Inclusive */
                dateFrom?: components["schemas"]["LocalDateTime"];
                /** @description Exclusive */
                dateTo?: components["schemas"]["LocalDateTime"];
                /** @description Part of the reason */
                search?: string;
                limit?: components["parameters"]["limit"];
                offset?: components["parameters"]["offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperationPage"];
                };
            };
            422: components["responses"]["ValidationError"];
        };
    };
    "operations.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            404: components["responses"]["Error"];
        };
    };
    "operations.deposit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DepositInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Error"];
            404: components["responses"]["Error"];
            422: components["responses"]["ValidationError"];
        };
    };
    "operations.withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WithdrawInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operation"];
                };
            };
            400: components["responses"]["Error"];
            404: components["responses"]["Error"];
            422: components["responses"]["ValidationError"];
        };
    };
    "operations.groupDeposit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupDepositInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupOperationResult"];
                };
            };
            404: components["responses"]["Error"];
            422: components["responses"]["ValidationError"];
        };
    };
    "operations.groupWithdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GroupWithdrawInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupOperationResult"];
                };
            };
            404: components["responses"]["Error"];
            422: components["responses"]["ValidationError"];
        };
    };
    "discounts.list": {
        parameters: {
            query?: {
                kind?: components["schemas"]["DiscountKind"];
                search?: components["parameters"]["search"];
                limit?: components["parameters"]["limit"];
                offset?: components["parameters"]["offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiscountPage"];
                };
            };
        };
    };
    "discounts.get": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discount"];
                };
            };
            404: components["responses"]["Error"];
        };
    };
    "discounts.insertCompound": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompoundInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discount"];
                };
            };
            400: components["responses"]["Error"];
            422: components["responses"]["ValidationError"];
        };
    };
    "discounts.updateCompound": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: components["parameters"]["id"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompoundInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discount"];
                };
            };
            400: components["responses"]["Error"];
            404: components["responses"]["Error"];
        };
    };
    "reports.list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportInfo"][];
                };
            };
        };
    };
    "reports.get": {
        parameters: {
            query?: {
                dateFrom?: string;
                dateTo?: string;
                groupIds?: string;
                restaurantIds?: string;
                tagIds?: string;
                limit?: components["parameters"]["limit"];
                offset?: components["parameters"]["offset"];
            };
            header?: never;
            path: {
                code: components["schemas"]["ReportCode"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportTable"];
                };
            };
            404: components["responses"]["Error"];
            422: components["responses"]["ValidationError"];
        };
    };
    "restaurants.list": {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                offset?: components["parameters"]["offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RestaurantPage"];
                };
            };
        };
    };
    "tags.list": {
        parameters: {
            query?: {
                limit?: components["parameters"]["limit"];
                offset?: components["parameters"]["offset"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TagPage"];
                };
            };
        };
    };
    "settings.public": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicSettings"];
                };
            };
        };
    };
}
