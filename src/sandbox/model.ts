import type { components } from '../contract/types.ts';
import type { LocalDate, LocalDateTime } from '../lib/local-time.ts';

type Schemas = components['schemas'];
export type OperationKind = Schemas['OperationKind'];
export type IdentifierType = Schemas['IdentifierType'];
export type Restaurant = Schemas['Restaurant'];
export type Tag = Schemas['Tag'];
export type Settings = Required<Schemas['PublicSettings']>;
export type AccountGroup = Schemas['AccountGroup'];

/** A schema of the contract with every field present, and amounts as numbers of kopecks. */
type Row<T> = { [Name in keyof T]-?: Exclude<T[Name], bigint | undefined> };

export type DiscountLevel = Row<Schemas['DiscountLevel']>;

/** One entry of «Справочник скидок». */
export interface Discount extends Pick<Schemas['Discount'], 'id' | 'kind' | 'name' | 'code' | 'isBonus'> {
  isActive: boolean;
  accumulationPeriod?: Schemas['AccumulationPeriod'] | null;
  levels?: DiscountLevel[];
}

export type CompoundInput = Partial<Pick<Discount, 'name' | 'accumulationPeriod' | 'levels'>>;

/** A validated body of any value move. */
export interface MoveInput {
  accountId: number;
  groupId: number;
  amount: number;
  reason: string;
  availableFrom?: LocalDate | null;
  expiresAt?: LocalDate | null;
}

export type Identifier = Row<Schemas['Identifier']>;

/** A guest's questionnaire, settings and balance in one record, as in ProBonus. Only the ledger writes the balance. */
export interface Account extends Row<Omit<Schemas['Account'], 'identifiers' | 'consents'>> {
  consents: Row<Schemas['Consents']>;
  identifiers: Identifier[];
}

/** One booked movement; never changed once it has its id. */
export interface Operation extends Row<Schemas['Operation']> {
  balanceAfter: number;
}

export interface SandboxUser {
  login: string;
  password: string;
  /** A fixed token, as the web admin generates for an API user. It never expires. */
  token?: string;
  userType: 'ORDINARY' | 'API';
  role: string | null;
  email?: string;
  lastName?: string;
  firstName?: string;
  patronymic?: string;
  comment?: string;
}

/** Two kinds record an event at the register and move no bonuses. */
export function movesBalance(kind: OperationKind): boolean {
  return kind !== 'POS_DISCOUNT' && kind !== 'POS_SPEND';
}

/** Whether an identifier belongs to its account at this local time. */
export const isLive = ({ expiresAt }: Identifier, local: LocalDateTime): boolean =>
  expiresAt === null || expiresAt > local;

/** Days are MM-DD, both included; a range may run over New Year. */
export function isBirthdayBetween(birthday: LocalDate, from: string, to: string): boolean {
  const day = birthday.slice(5);
  return from <= to ? day >= from && day <= to : day >= from || day <= to;
}

export function blankAccount(id: number, groupId: number, at: string): Account {
  return {
    id,
    groupId,
    lastName: null,
    firstName: null,
    patronymic: null,
    gender: null,
    birthday: null,
    phones: [],
    email: null,
    info: null,
    screenMessage: null,
    printMessage: null,
    discountId: null,
    bonusTypeCode: null,
    creditLimit: 0,
    discountLimit: null,
    validFrom: null,
    validTo: null,
    tagIds: [],
    consents: { personalData: false, privacyPolicy: false, adult: false },
    balance: 0,
    isBlocked: false,
    blockReason: null,
    referrerId: null,
    registrationSource: null,
    registeredAt: at,
    updatedAt: at,
    identifiers: [],
  };
}
