/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Unit in which an accumulation period is counted. */
export type AccumulationPeriodUnit =
  /** Calendar days. */
  | 'DAY'
  /** Calendar months. */
  | 'MONTH'
  /** A unit this gateway does not know. Not allowed as input. */
  | 'UNKNOWN'
  /** Weeks of seven days. */
  | 'WEEK'
  /** Calendar years. */
  | 'YEAR';

/** A deposit on a card. */
export type CardDepositInput = {
  /**
   * Amount to deposit. Must be above zero, such as "150.00".
   * Limit: at most `maxAmount` of the tenant.
   */
  readonly amount: string;
  /** Business day from which the amount can be spent; at once if omitted. */
  readonly availableFrom?: string | null | undefined;
  /** ID of the card to deposit on. */
  readonly cardId: string | number;
  /** Business day on which the unspent rest expires; never if omitted. */
  readonly expiresAt?: string | null | undefined;
  /**
   * Identifies the operation. Requests with the same key and content book it once, however often they are repeated. Use a new key for every new operation.
   * Limit: 16 to 64 characters of A-Z, a-z, 0-9, _ and -.
   */
  readonly idempotencyKey: string;
  /**
   * Reason, shown to the guest and in ProBonus. It must not end with `#` and 12 letters or digits: the gateway appends such a marker.
   * Limit: 1 to 240 characters.
   */
  readonly reason: string;
};

/** Deposits on many cards. */
export type CardDepositManyInput = {
  /**
   * The deposits, each with its own idempotency key.
   * Limit: at most 100.
   */
  readonly deposits: ReadonlyArray<CardDepositInput>;
};

/** A withdrawal from a card. */
export type CardWithdrawInput = {
  /**
   * Amount to withdraw. Must be above zero, such as "150.00".
   * Limit: at most `maxAmount` of the tenant.
   */
  readonly amount: string;
  /** ID of the card to withdraw from. */
  readonly cardId: string | number;
  /**
   * Identifies the operation. Requests with the same key and content book it once, however often they are repeated. Use a new key for every new operation.
   * Limit: 16 to 64 characters of A-Z, a-z, 0-9, _ and -.
   */
  readonly idempotencyKey: string;
  /**
   * Reason, shown to the guest and in ProBonus. It must not end with `#` and 12 letters or digits: the gateway appends such a marker.
   * Limit: 1 to 240 characters.
   */
  readonly reason: string;
};

/** Consents of a guest. In an update an omitted consent is kept, null withdraws it. */
export type ConsentsInput = {
  /** Confirmation that the guest is of age (18+). */
  readonly adult?: boolean | null | undefined;
  /** Consent to the processing of personal data. */
  readonly personalData?: boolean | null | undefined;
  /** Acceptance of the privacy policy of the restaurant. */
  readonly privacyPolicy?: boolean | null | undefined;
};

/** Gender of a guest. */
export type Gender =
  /** Female («Женский»). */
  | 'FEMALE'
  /** Male («Мужской»). */
  | 'MALE'
  /** A value this gateway does not know. Not allowed as input. */
  | 'UNKNOWN';

/** How to look up a guest. Exactly one field must be given. */
export type GuestBy =
  {   /** E-mail address that only one guest has. */
  readonly email: string; readonly id?: never; readonly identifier?: never; readonly phone?: never; }
  |  { readonly email?: never;   /** Global ID of the guest. */
  readonly id: string | number; readonly identifier?: never; readonly phone?: never; }
  |  { readonly email?: never; readonly id?: never;   /** Identifier of the card of the guest: a card number or a temporary identifier. */
  readonly identifier: IdentifierValue; readonly phone?: never; }
  |  { readonly email?: never; readonly id?: never; readonly identifier?: never;   /**
   * Phone in any common format, such as +7 (900) 000-10-42, 8900… or 7900…. Finds the guest whose card has it as an identifier, otherwise the only guest who has it as a contact phone.
   * Limit: 10 to 15 digits.
   */
  readonly phone: string; };

/** The guest to register. Settings of the server may require more fields, see `Settings`. */
export type GuestRegisterInput = {
  /** Birthday of the guest. */
  readonly birthday?: string | null | undefined;
  /** Consents of the guest. */
  readonly consents?: ConsentsInput | null | undefined;
  /**
   * E-mail address of the guest.
   * Limit: at most 254 characters.
   */
  readonly email?: string | null | undefined;
  /** Gender of the guest. */
  readonly gender?: Gender | null | undefined;
  /** ID of the group of the new card. */
  readonly groupId: string | number;
  /**
   * Identifiers of the card in addition to the phone.
   * Limit: at most 20.
   */
  readonly identifiers?: ReadonlyArray<NewIdentifierInput> | null | undefined;
  /** Name of the guest. */
  readonly name?: PersonNameInput | null | undefined;
  /**
   * Free text about the guest.
   * Limit: at most 255 characters.
   */
  readonly note?: string | null | undefined;
  /**
   * Phone in any common format. It becomes the contact phone and an identifier of the card.
   * Limit: 10 to 15 digits.
   */
  readonly phone: string;
  /** ID of the guest who referred this one. */
  readonly referrerId?: string | number | null | undefined;
  /**
   * UTM source of the registration.
   * Limit: at most 255 characters.
   */
  readonly registrationSource?: string | null | undefined;
  /**
   * IDs of the tags of the guest.
   * Limit: at most 100.
   */
  readonly tagIds?: ReadonlyArray<string | number> | null | undefined;
};

/** Changes to a guest. An omitted field is kept, null clears it. */
export type GuestUpdateInput = {
  /** Birthday of the guest. */
  readonly birthday?: string | null | undefined;
  /** Consents of the guest; null withdraws all of them. ProBonus stores all three at once, so omitted ones are read and sent along. A change made elsewhere at the same moment can be lost. */
  readonly consents?: ConsentsInput | null | undefined;
  /**
   * E-mail address of the guest.
   * Limit: at most 254 characters.
   */
  readonly email?: string | null | undefined;
  /** Gender of the guest. */
  readonly gender?: Gender | null | undefined;
  /** ID of the guest to change. */
  readonly guestId: string | number;
  /** Parts of the name; null clears all of them. */
  readonly name?: PersonNameInput | null | undefined;
  /**
   * Free text about the guest.
   * Limit: at most 255 characters.
   */
  readonly note?: string | null | undefined;
  /**
   * All contact phones, in any common format; they replace the old ones. Phone identifiers of the card are not changed.
   * Limit: at most 10.
   */
  readonly phones?: ReadonlyArray<string> | null | undefined;
  /**
   * IDs of all tags of the guest; they replace the old ones.
   * Limit: at most 100.
   */
  readonly tagIds?: ReadonlyArray<string | number> | null | undefined;
};

/** Kind of an identifier type. */
export type IdentifierKind =
  /** A card number. */
  | 'CARD'
  /** Anything else, such as a bracelet, a messenger account or a temporary code. */
  | 'OTHER'
  /** A phone number, stored as digits. */
  | 'PHONE'
  /** A kind this gateway does not know. Not allowed as input. */
  | 'UNKNOWN';

/** An identifier to look up. */
export type IdentifierValue = {
  /** ID of the identifier type; any type if omitted. */
  readonly typeId?: string | number | null | undefined;
  /**
   * Value exactly as on the card or on the screen. If no card has it, a phone with a plus, brackets or hyphens is also looked up by its digits; with a `typeId` of kind PHONE, a phone in any common format is.
   * Limit: 1 to 64 characters.
   */
  readonly value: string;
};

/** An identifier for a new card. */
export type NewIdentifierInput = {
  /** ID of the identifier type. */
  readonly typeId: string | number;
  /**
   * Value as read at the register. No other card may have it. For a type of kind PHONE, a phone in any common format; it is stored as digits.
   * Limit: 1 to 64 characters.
   */
  readonly value: string;
};

/** Kind of an operation. A voided check books an operation of the same kind with the opposite sign. */
export type OperationKind =
  /** Deposit booked by staff or through an API; positive. */
  | 'DEPOSIT'
  /** Expired bonuses; negative. */
  | 'EXPIRE'
  /** Bonus accrued for a check; positive, for a void negative. */
  | 'POS_BONUS'
  /** Discount given at the register. Does not change the balance. */
  | 'POS_DISCOUNT'
  /** Payment with bonuses at the register; negative, for a void positive. */
  | 'POS_PAYMENT'
  /** Payment with the guest's own money. Does not change the balance. */
  | 'POS_SPEND'
  /** Bonus accrued by a promotion. */
  | 'PROMO'
  /** Bonus accrued for referring a guest. */
  | 'REFERRAL'
  /** A kind this gateway does not know. Not allowed as input. */
  | 'UNKNOWN'
  /** Withdrawal booked by staff or through an API; negative. */
  | 'WITHDRAW';

/** Takes back a deposit or withdrawal of one card that was requested under another key. */
export type OperationReverseInput = {
  /** Part to take back, above zero; what is left of the operation if omitted. */
  readonly amount?: string | null | undefined;
  /** Business day on which what a withdrawal gives back expires; never if omitted, also where it had been taken from expiring bonuses. Not for a deposit that is taken back. */
  readonly expiresAt?: string | null | undefined;
  /**
   * Identifies the operation. Requests with the same key and content book it once, however often they are repeated. Use a new key for every new operation.
   * Limit: 16 to 64 characters of A-Z, a-z, 0-9, _ and -.
   */
  readonly idempotencyKey: string;
  /**
   * Idempotency key of the operation to take back, of the same API key or user. A key that was never used is closed and nothing is booked: check it for typing errors.
   * Limit: 16 to 64 characters of A-Z, a-z, 0-9, _ and -.
   */
  readonly originalKey: string;
  /**
   * Reason, shown to the guest and in ProBonus. It must not end with `#` and 12 letters or digits: the gateway appends such a marker.
   * Limit: 1 to 240 characters.
   */
  readonly reason: string;
};

/** Parts of a name. In an update an omitted part is kept, null clears it. */
export type PersonNameInput = {
  /**
   * First name of the guest.
   * Limit: at most 100 characters.
   */
  readonly first?: string | null | undefined;
  /**
   * Last name of the guest.
   * Limit: at most 100 characters.
   */
  readonly last?: string | null | undefined;
  /**
   * Patronymic of the guest.
   * Limit: at most 100 characters.
   */
  readonly patronymic?: string | null | undefined;
};

/** Kind of a credential. */
export type PrincipalKind =
  /** API key of an application. */
  | 'API_KEY'
  /** Token of one guest. */
  | 'GUEST'
  /** Session of a ProBonus user. */
  | 'STAFF';

/** Type of the cells of a column. */
export type ReportColumnType =
  /** True or false. */
  | 'BOOLEAN'
  /** Calendar day as YYYY-MM-DD. */
  | 'DATE'
  /** Instant as RFC 3339 with the tenant's offset. */
  | 'DATETIME'
  /** Whole number. */
  | 'INTEGER'
  /** Amount as a Decimal string. */
  | 'MONEY'
  /** Text. */
  | 'STRING'
  /** A type this gateway does not know; cells are returned unchanged. */
  | 'UNKNOWN';

/** Login of a ProBonus user. */
export type SessionLoginInput = {
  /**
   * Login of the user in ProBonus.
   * Limit: 1 to 128 characters.
   */
  readonly login: string;
  /**
   * Password of the user in ProBonus. Send it as a variable, never inside the document.
   * Limit: 1 to 256 characters.
   */
  readonly password: string;
  /**
   * Short name of the restaurant or chain.
   * Limit: 1 to 64 characters.
   */
  readonly tenant: string;
};

/** Machine-readable reason of an expected failure. */
export type UserErrorCode =
  /** The card is blocked: neither the register nor the API can use it. Unblock it first. */
  | 'CARD_BLOCKED'
  /** The card does not exist, or this credential cannot access it. */
  | 'CARD_NOT_FOUND'
  /** The discount or ladder does not exist. */
  | 'DISCOUNT_NOT_FOUND'
  /** The group does not exist. */
  | 'GROUP_NOT_FOUND'
  /** The guest does not exist, or this credential cannot access it. */
  | 'GUEST_NOT_FOUND'
  /** The idempotency key was already used: with different content, on another ProBonus server, or so long ago that its outcome is no longer kept. Nothing was sent. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** The card does not have this identifier. */
  | 'IDENTIFIER_NOT_FOUND'
  /** Another card already has this identifier. A value can belong to one card only. */
  | 'IDENTIFIER_TAKEN'
  /** The identifier type does not exist. */
  | 'IDENTIFIER_TYPE_NOT_FOUND'
  /** The balance and credit limit of the card do not cover the amount. Final for this idempotency key. */
  | 'INSUFFICIENT_BALANCE'
  /** The amount must be above 0.00 and at most `maxAmount`. Nothing was sent. */
  | 'INVALID_AMOUNT'
  /** The login is refused. The answer is the same for a wrong password, an unknown login or tenant, and a gateway without sessions. */
  | 'INVALID_CREDENTIALS'
  /** ProBonus rejected the value of a field. `path` names the field if the server did. */
  | 'INVALID_FIELD'
  /** The levels are not valid: the first threshold must be "0.00", each next one greater, and each discount must have a register code. */
  | 'INVALID_LADDER_LEVELS'
  /** The ladder does not exist. Discounts of the register cannot be changed here. */
  | 'LADDER_NOT_FOUND'
  /** The name is already in use. */
  | 'NAME_TAKEN'
  /** Less is left to take back than was requested, or the key is no card operation of yours that can be taken back. Nothing was sent. */
  | 'NOTHING_TO_REVERSE'
  /** The operation was not booked. Final for this idempotency key: use a new key to try again. */
  | 'OPERATION_NOT_APPLIED'
  /** The settings of this server require a field that is missing. `path` names the field. */
  | 'REQUIRED_FIELD'
  /** The tag does not exist. */
  | 'TAG_NOT_FOUND';

/** What became of the operation of an idempotency key. */
export type ValueMoveState =
  /** Booked by the server. */
  | 'BOOKED'
  /** Used so long ago that its outcome is no longer kept. */
  | 'EXPIRED'
  /** Not known; an operator of the gateway must say what became of it. */
  | 'NEEDS_OPERATOR'
  /** Known not to be booked, or closed by `operationReverse` before it was sent. Final for the key. */
  | 'NOT_BOOKED'
  /** Not known yet, or not booked yet. */
  | 'PENDING'
  /** Refused by the server. Final for the key. */
  | 'REFUSED';

export type CardsWithOperationsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type CardsWithOperationsQuery = { readonly cards: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly balance: string, readonly operations: { readonly nodes: ReadonlyArray<{ readonly kind: OperationKind, readonly amount: string, readonly createdAt: string, readonly reason: string | null }> } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type GroupsQueryVariables = Exact<{ [key: string]: never; }>;


export type GroupsQuery = { readonly groups: ReadonlyArray<{ readonly id: string, readonly name: string, readonly cardsCount: number | null }> | null, readonly restaurants: ReadonlyArray<{ readonly code: number | null, readonly name: string }> | null, readonly identifierTypes: ReadonlyArray<{ readonly name: string, readonly kind: IdentifierKind }> | null };

export type OperationsOfDayQueryVariables = Exact<{
  day: string;
  after?: string | null | undefined;
}>;


export type OperationsOfDayQuery = { readonly operations: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: OperationKind, readonly amount: string, readonly createdAt: string, readonly businessDate: string | null, readonly user: string | null, readonly card: { readonly id: string, readonly group: { readonly name: string } | null } | null, readonly receipt: { readonly station: number | null, readonly number: number | null, readonly restaurant: { readonly code: number | null, readonly name: string } | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type OperationsOfPeriodQueryVariables = Exact<{
  from: string;
  to: string;
  after?: string | null | undefined;
}>;


export type OperationsOfPeriodQuery = { readonly operations: { readonly nodes: ReadonlyArray<{ readonly upstreamId: string, readonly businessDate: string | null, readonly createdAt: string, readonly kind: OperationKind, readonly amount: string, readonly card: { readonly upstreamId: string } | null, readonly receipt: { readonly restaurant: { readonly name: string } | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type TopGuestsQueryVariables = Exact<{
  from: string;
  to: string;
}>;


export type TopGuestsQuery = { readonly report: { readonly rows: ReadonlyArray<ReadonlyArray<unknown>>, readonly totals: ReadonlyArray<unknown> | null, readonly totalCount: number, readonly info: { readonly name: string }, readonly columns: ReadonlyArray<{ readonly name: string, readonly title: string, readonly type: ReportColumnType }> } | null };

export type ScannedIdentifierQueryVariables = Exact<{
  value: string;
}>;


export type ScannedIdentifierQuery = { readonly card: { readonly id: string, readonly isBlocked: boolean, readonly availableToWithdraw: string, readonly guest: { readonly phones: ReadonlyArray<string>, readonly name: { readonly full: string } } } | null };

export type TonightsBookingsQueryVariables = Exact<{
  by: ReadonlyArray<GuestBy> | GuestBy;
}>;


export type TonightsBookingsQuery = { readonly guestsBy: ReadonlyArray<{ readonly id: string, readonly birthday: string | null, readonly note: string | null, readonly name: { readonly short: string }, readonly tags: ReadonlyArray<{ readonly name: string, readonly groupName: string | null }> | null, readonly card: { readonly balance: string, readonly availableToWithdraw: string, readonly isBlocked: boolean, readonly blockReason: string | null, readonly group: { readonly name: string } | null } } | null> };

export type AccrueManyMutationVariables = Exact<{
  input: CardDepositManyInput;
}>;


export type AccrueManyMutation = { readonly cardDepositMany: { readonly results: ReadonlyArray<
      | { readonly __typename: 'CardBlockedError', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'CardDepositPayload', readonly replayed: boolean, readonly operation: { readonly amount: string } | null, readonly card: { readonly upstreamId: string, readonly balance: string } | null }
      | { readonly __typename: 'CardNotFoundError', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'IdempotencyKeyReusedError', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'InvalidAmountError', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'OperationNotAppliedError', readonly code: UserErrorCode, readonly message: string }
      | { readonly __typename: 'OperationPending', readonly idempotencyKey: string, readonly askAgainAfter: number }
     | null> } | null };

export type CardsPageQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type CardsPageQuery = { readonly cards: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly balance: string, readonly isBlocked: boolean, readonly guest: { readonly phones: ReadonlyArray<string>, readonly name: { readonly full: string } }, readonly group: { readonly name: string } | null, readonly discount:
        | { readonly name: string }
        | { readonly name: string }
       | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type ChangedGuestsQueryVariables = Exact<{
  since: string;
  after?: string | null | undefined;
}>;


export type ChangedGuestsQuery = { readonly guests: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly phones: ReadonlyArray<string>, readonly updatedAt: string | null, readonly name: { readonly full: string }, readonly card: { readonly id: string, readonly balance: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type ComingBirthdaysQueryVariables = Exact<{
  days: number;
  after?: string | null | undefined;
}>;


export type ComingBirthdaysQuery = { readonly guests: { readonly totalCount: number | null, readonly nodes: ReadonlyArray<{ readonly id: string, readonly birthday: string | null, readonly phones: ReadonlyArray<string>, readonly email: string | null, readonly name: { readonly full: string }, readonly consents: { readonly personalData: boolean }, readonly card: { readonly id: string, readonly balance: string, readonly discount:
          | { readonly name: string }
          | { readonly name: string }
         | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null };

export type LaddersQueryVariables = Exact<{ [key: string]: never; }>;


export type LaddersQuery = { readonly discounts: ReadonlyArray<
    | { readonly id: string, readonly name: string, readonly accumulationPeriod: { readonly unit: AccumulationPeriodUnit, readonly value: number } | null, readonly levels: ReadonlyArray<{ readonly name: string, readonly threshold: string, readonly discount: { readonly code: number | null, readonly name: string, readonly isBonus: boolean } | null }> }
    | { readonly id: string, readonly name: string }
  > | null };

export type SetDiscountMutationVariables = Exact<{
  cardId: string | number;
  discountId?: string | number | null | undefined;
}>;


export type SetDiscountMutation = { readonly cardSetDiscount:
    | { readonly __typename: 'CardNotFoundError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'CardSetDiscountPayload', readonly card: { readonly id: string, readonly discount:
          | { readonly name: string }
          | { readonly name: string }
         | null } | null }
    | { readonly __typename: 'DiscountNotFoundError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'InvalidFieldError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
   | null };

export type CardBalanceQueryVariables = Exact<{
  cardId: string | number;
}>;


export type CardBalanceQuery = { readonly card: { readonly number: string | null, readonly balance: string, readonly isBlocked: boolean, readonly creditLimit: string, readonly availableToWithdraw: string } | null };

export type CardOfGuestQueryVariables = Exact<{
  phone: string;
}>;


export type CardOfGuestQuery = { readonly guest: { readonly name: { readonly short: string }, readonly card: { readonly id: string, readonly availableToWithdraw: string, readonly isBlocked: boolean } } | null };

export type DepositMutationVariables = Exact<{
  input: CardDepositInput;
}>;


export type DepositMutation = { readonly cardDeposit:
    | { readonly __typename: 'CardBlockedError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'CardDepositPayload', readonly replayed: boolean, readonly operation: { readonly id: string, readonly amount: string, readonly createdAt: string, readonly reason: string | null } | null, readonly card: { readonly balance: string } | null }
    | { readonly __typename: 'CardNotFoundError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'IdempotencyKeyReusedError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'InvalidAmountError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'OperationNotAppliedError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'OperationPending', readonly idempotencyKey: string, readonly askAgainAfter: number }
   | null };

export type OutcomeOfKeyQueryVariables = Exact<{
  idempotencyKey: string;
}>;


export type OutcomeOfKeyQuery = { readonly valueMove: { readonly state: ValueMoveState, readonly submittedAt: string, readonly reversedTotal: string | null, readonly operation: { readonly id: string, readonly amount: string } | null } | null };

export type ReverseMutationVariables = Exact<{
  input: OperationReverseInput;
}>;


export type ReverseMutation = { readonly operationReverse:
    | { readonly __typename: 'CardBlockedError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'CardNotFoundError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'IdempotencyKeyReusedError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'InsufficientBalanceError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'NothingToReverseError', readonly left: string, readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'OperationNotAppliedError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'OperationPending', readonly idempotencyKey: string, readonly askAgainAfter: number }
    | { readonly __typename: 'OperationReversePayload', readonly replayed: boolean, readonly originalState: ValueMoveState | null, readonly reversedTotal: string, readonly operation: { readonly id: string, readonly amount: string, readonly createdAt: string, readonly reason: string | null } | null, readonly card: { readonly balance: string } | null }
   | null };

export type WithdrawMutationVariables = Exact<{
  input: CardWithdrawInput;
}>;


export type WithdrawMutation = { readonly cardWithdraw:
    | { readonly __typename: 'CardBlockedError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'CardNotFoundError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'CardWithdrawPayload', readonly replayed: boolean, readonly operation: { readonly id: string, readonly amount: string, readonly createdAt: string, readonly reason: string | null } | null, readonly card: { readonly balance: string } | null }
    | { readonly __typename: 'IdempotencyKeyReusedError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'InsufficientBalanceError', readonly available: string | null, readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'InvalidAmountError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'OperationNotAppliedError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'OperationPending', readonly idempotencyKey: string, readonly askAgainAfter: number }
   | null };

export type CardNewsQueryVariables = Exact<{
  cardId: string | number;
}>;


export type CardNewsQuery = { readonly card: { readonly id: string, readonly balance: string, readonly isBlocked: boolean, readonly updatedAt: string | null, readonly operations: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: OperationKind, readonly amount: string, readonly createdAt: string, readonly balanceAfter: string | null }> } | null } | null };

export type ChangeProfileMutationVariables = Exact<{
  input: GuestUpdateInput;
}>;


export type ChangeProfileMutation = { readonly guestUpdate:
    | { readonly __typename: 'GuestNotFoundError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'GuestUpdatePayload', readonly guest: { readonly id: string, readonly email: string | null, readonly name: { readonly full: string } } | null }
    | { readonly __typename: 'InvalidFieldError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'RequiredFieldError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'TagNotFoundError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
   | null };

type Failure_CardBlockedError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_CardNotFoundError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_DiscountNotFoundError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_GroupNotFoundError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_GuestNotFoundError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_IdempotencyKeyReusedError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_IdentifierNotFoundError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_IdentifierTakenError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_IdentifierTypeNotFoundError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_InsufficientBalanceError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_InvalidAmountError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_InvalidCredentialsError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_InvalidFieldError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_InvalidLadderLevelsError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_LadderNotFoundError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_NameTakenError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_NothingToReverseError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_OperationNotAppliedError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_RequiredFieldError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

type Failure_TagNotFoundError_Fragment = { readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null };

export type FailureFragment =
  | Failure_CardBlockedError_Fragment
  | Failure_CardNotFoundError_Fragment
  | Failure_DiscountNotFoundError_Fragment
  | Failure_GroupNotFoundError_Fragment
  | Failure_GuestNotFoundError_Fragment
  | Failure_IdempotencyKeyReusedError_Fragment
  | Failure_IdentifierNotFoundError_Fragment
  | Failure_IdentifierTakenError_Fragment
  | Failure_IdentifierTypeNotFoundError_Fragment
  | Failure_InsufficientBalanceError_Fragment
  | Failure_InvalidAmountError_Fragment
  | Failure_InvalidCredentialsError_Fragment
  | Failure_InvalidFieldError_Fragment
  | Failure_InvalidLadderLevelsError_Fragment
  | Failure_LadderNotFoundError_Fragment
  | Failure_NameTakenError_Fragment
  | Failure_NothingToReverseError_Fragment
  | Failure_OperationNotAppliedError_Fragment
  | Failure_RequiredFieldError_Fragment
  | Failure_TagNotFoundError_Fragment
;

export type GuestHistoryQueryVariables = Exact<{
  cardId: string | number;
  after?: string | null | undefined;
}>;


export type GuestHistoryQuery = { readonly card: { readonly operations: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: OperationKind, readonly amount: string, readonly createdAt: string, readonly businessDate: string | null, readonly affectsBalance: boolean | null, readonly balanceAfter: string | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null } | null };

export type GuestScreenQueryVariables = Exact<{
  phone: string;
}>;


export type GuestScreenQuery = { readonly guest: { readonly id: string, readonly birthday: string | null, readonly email: string | null, readonly name: { readonly first: string | null, readonly full: string }, readonly consents: { readonly personalData: boolean, readonly privacyPolicy: boolean, readonly adult: boolean }, readonly card: { readonly id: string, readonly balance: string, readonly balanceDetails: { readonly available: string, readonly pendingTotal: string, readonly neverExpires: string, readonly pending: ReadonlyArray<{ readonly amount: string, readonly date: string }>, readonly expiring: ReadonlyArray<{ readonly amount: string, readonly date: string }> } | null, readonly ladderProgress: { readonly level: string | null, readonly nextLevel: string | null, readonly spentInPeriod: string | null, readonly amountToNextLevel: string | null } | null, readonly operations: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: OperationKind, readonly amount: string, readonly reason: string | null, readonly createdAt: string, readonly receipt: { readonly number: number | null, readonly restaurant: { readonly name: string } | null } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } | null } } | null };

export type IssueCardCodeMutationVariables = Exact<{
  cardId: string | number;
}>;


export type IssueCardCodeMutation = { readonly temporaryIdentifierIssue:
    | { readonly __typename: 'CardBlockedError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'CardNotFoundError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'TemporaryIdentifierIssuePayload', readonly temporaryIdentifier: { readonly value: string, readonly expiresAt: string } }
   | null };

export type IssueGuestTokenMutationVariables = Exact<{
  phone: string;
}>;


export type IssueGuestTokenMutation = { readonly guestTokenIssue:
    | { readonly __typename: 'GuestNotFoundError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'GuestTokenIssuePayload', readonly token: string, readonly expiresAt: string, readonly guest: { readonly name: { readonly first: string | null } } | null }
   | null };

export type OwnCardQueryVariables = Exact<{ [key: string]: never; }>;


export type OwnCardQuery = { readonly viewer: { readonly guest: { readonly id: string, readonly name: { readonly first: string | null, readonly full: string }, readonly card: { readonly id: string, readonly number: string | null, readonly balance: string, readonly ladderProgress: { readonly level: string | null, readonly nextLevel: string | null, readonly amountToNextLevel: string | null } | null, readonly operations: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly kind: OperationKind, readonly amount: string, readonly createdAt: string, readonly reason: string | null }> } | null } } | null } };

export type RegisterGuestMutationVariables = Exact<{
  input: GuestRegisterInput;
}>;


export type RegisterGuestMutation = { readonly guestRegister:
    | { readonly __typename: 'GroupNotFoundError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'GuestNotFoundError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'GuestRegisterPayload', readonly alreadyExisted: boolean, readonly guest: { readonly id: string, readonly phones: ReadonlyArray<string>, readonly name: { readonly full: string }, readonly card: { readonly id: string, readonly balance: string } } | null }
    | { readonly __typename: 'IdentifierTakenError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'IdentifierTypeNotFoundError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'InvalidFieldError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'RequiredFieldError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'TagNotFoundError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
   | null };

export type RegistrationFormQueryVariables = Exact<{ [key: string]: never; }>;


export type RegistrationFormQuery = { readonly settings: { readonly phoneRequired: boolean | null, readonly genderRequired: boolean | null } | null, readonly groups: ReadonlyArray<{ readonly id: string, readonly name: string }> | null };

export type StaffLoginMutationVariables = Exact<{
  input: SessionLoginInput;
}>;


export type StaffLoginMutation = { readonly sessionLogin:
    | { readonly __typename: 'InvalidCredentialsError', readonly code: UserErrorCode, readonly message: string, readonly path: ReadonlyArray<string> | null }
    | { readonly __typename: 'SessionLoginPayload', readonly token: string, readonly expiresAt: string, readonly viewer: { readonly name: string, readonly scopes: ReadonlyArray<string>, readonly user: { readonly role: string | null } | null } }
   | null };

export type FirstQueryQueryVariables = Exact<{ [key: string]: never; }>;


export type FirstQueryQuery = { readonly guest: { readonly name: { readonly full: string }, readonly card: { readonly number: string | null, readonly balance: string, readonly group: { readonly name: string } | null, readonly discount:
        | { readonly name: string }
        | { readonly name: string }
       | null, readonly ladderProgress: { readonly level: string | null, readonly nextLevel: string | null, readonly amountToNextLevel: string | null } | null, readonly identifiers: ReadonlyArray<{ readonly value: string, readonly type: { readonly name: string } | null }>, readonly operations: { readonly nodes: ReadonlyArray<{ readonly createdAt: string, readonly kind: OperationKind, readonly amount: string, readonly reason: string | null }> } | null } } | null };

export type WhoAmIQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAmIQuery = { readonly viewer: { readonly kind: PrincipalKind, readonly name: string, readonly scopes: ReadonlyArray<string>, readonly tenant: { readonly slug: string, readonly name: string, readonly timeZone: string } } };

export const FailureFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Failure"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]} as unknown as DocumentNode<FailureFragment, unknown>;
export const CardsWithOperationsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CardsWithOperations"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"balance"}},{"kind":"Field","name":{"kind":"Name","value":"operations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<CardsWithOperationsQuery, CardsWithOperationsQueryVariables>;
export const GroupsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"cardsCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"restaurants"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"identifierTypes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}}]}}]}}]} as unknown as DocumentNode<GroupsQuery, GroupsQueryVariables>;
export const OperationsOfDayDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OperationsOfDay"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"day"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Date"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"businessDate"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"day"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"day"}}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"businessDate"}},{"kind":"Field","name":{"kind":"Name","value":"user"}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"group"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"receipt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"station"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"restaurant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<OperationsOfDayQuery, OperationsOfDayQueryVariables>;
export const OperationsOfPeriodDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OperationsOfPeriod"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Date"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Date"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"businessDate"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"100"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamId"}},{"kind":"Field","name":{"kind":"Name","value":"businessDate"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"receipt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"restaurant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<OperationsOfPeriodQuery, OperationsOfPeriodQueryVariables>;
export const TopGuestsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TopGuests"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"from"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Date"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"to"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Date"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"report"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"code"},"value":{"kind":"EnumValue","value":"TOP_GUESTS"}},{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"from"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"to"},"value":{"kind":"Variable","name":{"kind":"Name","value":"to"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"info"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"columns"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"type"}}]}},{"kind":"Field","name":{"kind":"Name","value":"rows"}},{"kind":"Field","name":{"kind":"Name","value":"totals"}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]} as unknown as DocumentNode<TopGuestsQuery, TopGuestsQueryVariables>;
export const ScannedIdentifierDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ScannedIdentifier"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"value"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"card"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"identifier"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"value"},"value":{"kind":"Variable","name":{"kind":"Name","value":"value"}}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"isBlocked"}},{"kind":"Field","name":{"kind":"Name","value":"availableToWithdraw"}},{"kind":"Field","name":{"kind":"Name","value":"guest"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"full"}}]}},{"kind":"Field","name":{"kind":"Name","value":"phones"}}]}}]}}]}}]} as unknown as DocumentNode<ScannedIdentifierQuery, ScannedIdentifierQueryVariables>;
export const TonightsBookingsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TonightsBookings"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"by"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"GuestBy"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"guestsBy"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"Variable","name":{"kind":"Name","value":"by"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"short"}}]}},{"kind":"Field","name":{"kind":"Name","value":"birthday"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"groupName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"balance"}},{"kind":"Field","name":{"kind":"Name","value":"availableToWithdraw"}},{"kind":"Field","name":{"kind":"Name","value":"isBlocked"}},{"kind":"Field","name":{"kind":"Name","value":"blockReason"}},{"kind":"Field","name":{"kind":"Name","value":"group"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<TonightsBookingsQuery, TonightsBookingsQueryVariables>;
export const AccrueManyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AccrueMany"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CardDepositManyInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardDepositMany"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardDepositManyPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardDepositPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamId"}},{"kind":"Field","name":{"kind":"Name","value":"balance"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationPending"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"idempotencyKey"}},{"kind":"Field","name":{"kind":"Name","value":"askAgainAfter"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<AccrueManyMutation, AccrueManyMutationVariables>;
export const CardsPageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CardsPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cards"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"balance"}},{"kind":"Field","name":{"kind":"Name","value":"isBlocked"}},{"kind":"Field","name":{"kind":"Name","value":"guest"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"full"}}]}},{"kind":"Field","name":{"kind":"Name","value":"phones"}}]}},{"kind":"Field","name":{"kind":"Name","value":"group"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"discount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<CardsPageQuery, CardsPageQueryVariables>;
export const ChangedGuestsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ChangedGuests"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"since"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"guests"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"updatedSince"},"value":{"kind":"Variable","name":{"kind":"Name","value":"since"}}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"full"}}]}},{"kind":"Field","name":{"kind":"Name","value":"phones"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"balance"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ChangedGuestsQuery, ChangedGuestsQueryVariables>;
export const ComingBirthdaysDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ComingBirthdays"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"days"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"guests"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"birthday"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"withinDays"},"value":{"kind":"Variable","name":{"kind":"Name","value":"days"}}}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"full"}}]}},{"kind":"Field","name":{"kind":"Name","value":"birthday"}},{"kind":"Field","name":{"kind":"Name","value":"phones"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"consents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"personalData"}}]}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"balance"}},{"kind":"Field","name":{"kind":"Name","value":"discount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<ComingBirthdaysQuery, ComingBirthdaysQueryVariables>;
export const LaddersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Ladders"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"discounts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"kind"},"value":{"kind":"EnumValue","value":"LADDER"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Ladder"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accumulationPeriod"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"unit"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"levels"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"threshold"}},{"kind":"Field","name":{"kind":"Name","value":"discount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"isBonus"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<LaddersQuery, LaddersQueryVariables>;
export const SetDiscountDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetDiscount"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"discountId"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardSetDiscount"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"cardId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"discountId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"discountId"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardSetDiscountPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"discount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<SetDiscountMutation, SetDiscountMutationVariables>;
export const CardBalanceDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CardBalance"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"card"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"balance"}},{"kind":"Field","name":{"kind":"Name","value":"isBlocked"}},{"kind":"Field","name":{"kind":"Name","value":"creditLimit"}},{"kind":"Field","name":{"kind":"Name","value":"availableToWithdraw"}}]}}]}}]} as unknown as DocumentNode<CardBalanceQuery, CardBalanceQueryVariables>;
export const CardOfGuestDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CardOfGuest"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"phone"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"guest"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"phone"},"value":{"kind":"Variable","name":{"kind":"Name","value":"phone"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"short"}}]}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"availableToWithdraw"}},{"kind":"Field","name":{"kind":"Name","value":"isBlocked"}}]}}]}}]}}]} as unknown as DocumentNode<CardOfGuestQuery, CardOfGuestQueryVariables>;
export const DepositDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Deposit"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CardDepositInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardDeposit"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardDepositPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"balance"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationPending"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"idempotencyKey"}},{"kind":"Field","name":{"kind":"Name","value":"askAgainAfter"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<DepositMutation, DepositMutationVariables>;
export const OutcomeOfKeyDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OutcomeOfKey"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"valueMove"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"idempotencyKey"},"value":{"kind":"Variable","name":{"kind":"Name","value":"idempotencyKey"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"submittedAt"}},{"kind":"Field","name":{"kind":"Name","value":"reversedTotal"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}}]}}]}}]}}]} as unknown as DocumentNode<OutcomeOfKeyQuery, OutcomeOfKeyQueryVariables>;
export const ReverseDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Reverse"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"OperationReverseInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operationReverse"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationReversePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"originalState"}},{"kind":"Field","name":{"kind":"Name","value":"reversedTotal"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"balance"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationPending"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"idempotencyKey"}},{"kind":"Field","name":{"kind":"Name","value":"askAgainAfter"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NothingToReverseError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"left"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<ReverseMutation, ReverseMutationVariables>;
export const WithdrawDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Withdraw"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CardWithdrawInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cardWithdraw"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"CardWithdrawPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"operation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"balance"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OperationPending"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"idempotencyKey"}},{"kind":"Field","name":{"kind":"Name","value":"askAgainAfter"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InsufficientBalanceError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"available"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<WithdrawMutation, WithdrawMutationVariables>;
export const CardNewsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CardNews"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"card"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"balance"}},{"kind":"Field","name":{"kind":"Name","value":"isBlocked"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"operations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"balanceAfter"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CardNewsQuery, CardNewsQueryVariables>;
export const ChangeProfileDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"ChangeProfile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"GuestUpdateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"guestUpdate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GuestUpdatePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"guest"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"full"}}]}},{"kind":"Field","name":{"kind":"Name","value":"email"}}]}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Failure"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Failure"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]} as unknown as DocumentNode<ChangeProfileMutation, ChangeProfileMutationVariables>;
export const GuestHistoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GuestHistory"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"card"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"operations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"businessDate"}},{"kind":"Field","name":{"kind":"Name","value":"affectsBalance"}},{"kind":"Field","name":{"kind":"Name","value":"balanceAfter"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]} as unknown as DocumentNode<GuestHistoryQuery, GuestHistoryQueryVariables>;
export const GuestScreenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"GuestScreen"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"phone"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"guest"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"phone"},"value":{"kind":"Variable","name":{"kind":"Name","value":"phone"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"first"}},{"kind":"Field","name":{"kind":"Name","value":"full"}}]}},{"kind":"Field","name":{"kind":"Name","value":"birthday"}},{"kind":"Field","name":{"kind":"Name","value":"email"}},{"kind":"Field","name":{"kind":"Name","value":"consents"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"personalData"}},{"kind":"Field","name":{"kind":"Name","value":"privacyPolicy"}},{"kind":"Field","name":{"kind":"Name","value":"adult"}}]}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"balance"}},{"kind":"Field","name":{"kind":"Name","value":"balanceDetails"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"available"}},{"kind":"Field","name":{"kind":"Name","value":"pendingTotal"}},{"kind":"Field","name":{"kind":"Name","value":"pending"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"date"}}]}},{"kind":"Field","name":{"kind":"Name","value":"expiring"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"date"}}]}},{"kind":"Field","name":{"kind":"Name","value":"neverExpires"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ladderProgress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"level"}},{"kind":"Field","name":{"kind":"Name","value":"nextLevel"}},{"kind":"Field","name":{"kind":"Name","value":"spentInPeriod"}},{"kind":"Field","name":{"kind":"Name","value":"amountToNextLevel"}}]}},{"kind":"Field","name":{"kind":"Name","value":"operations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"receipt"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"restaurant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<GuestScreenQuery, GuestScreenQueryVariables>;
export const IssueCardCodeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"IssueCardCode"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"temporaryIdentifierIssue"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"cardId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"cardId"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TemporaryIdentifierIssuePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"temporaryIdentifier"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<IssueCardCodeMutation, IssueCardCodeMutationVariables>;
export const IssueGuestTokenDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"IssueGuestToken"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"phone"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"guestTokenIssue"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"by"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"phone"},"value":{"kind":"Variable","name":{"kind":"Name","value":"phone"}}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GuestTokenIssuePayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"token"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"guest"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"first"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<IssueGuestTokenMutation, IssueGuestTokenMutationVariables>;
export const OwnCardDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OwnCard"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"guest"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"first"}},{"kind":"Field","name":{"kind":"Name","value":"full"}}]}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"balance"}},{"kind":"Field","name":{"kind":"Name","value":"ladderProgress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"level"}},{"kind":"Field","name":{"kind":"Name","value":"nextLevel"}},{"kind":"Field","name":{"kind":"Name","value":"amountToNextLevel"}}]}},{"kind":"Field","name":{"kind":"Name","value":"operations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<OwnCardQuery, OwnCardQueryVariables>;
export const RegisterGuestDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"RegisterGuest"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"GuestRegisterInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"guestRegister"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"GuestRegisterPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"alreadyExisted"}},{"kind":"Field","name":{"kind":"Name","value":"guest"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"full"}}]}},{"kind":"Field","name":{"kind":"Name","value":"phones"}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"balance"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<RegisterGuestMutation, RegisterGuestMutationVariables>;
export const RegistrationFormDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RegistrationForm"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"settings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"phoneRequired"}},{"kind":"Field","name":{"kind":"Name","value":"genderRequired"}}]}},{"kind":"Field","name":{"kind":"Name","value":"groups"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]} as unknown as DocumentNode<RegistrationFormQuery, RegistrationFormQueryVariables>;
export const StaffLoginDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"StaffLogin"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SessionLoginInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sessionLogin"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SessionLoginPayload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"token"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"role"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UserError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<StaffLoginMutation, StaffLoginMutationVariables>;
export const FirstQueryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FirstQuery"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"guest"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"phone"},"value":{"kind":"StringValue","value":"8 (900) 000-10-42","block":false}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"full"}}]}},{"kind":"Field","name":{"kind":"Name","value":"card"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"number"}},{"kind":"Field","name":{"kind":"Name","value":"balance"}},{"kind":"Field","name":{"kind":"Name","value":"group"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"discount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"ladderProgress"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"level"}},{"kind":"Field","name":{"kind":"Name","value":"nextLevel"}},{"kind":"Field","name":{"kind":"Name","value":"amountToNextLevel"}}]}},{"kind":"Field","name":{"kind":"Name","value":"identifiers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"type"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"operations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"2"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<FirstQueryQuery, FirstQueryQueryVariables>;
export const WhoAmIDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhoAmI"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"tenant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"slug"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}}]}}]}}]} as unknown as DocumentNode<WhoAmIQuery, WhoAmIQueryVariables>;