import type { components } from '../contract/types.ts';
import type { LocalDate, LocalDateTime } from '../lib/local-time.ts';

type Schemas = components['schemas'];
export type OperationKind = Schemas['OperationKind'];
export type Gender = Schemas['Gender'];
export type IdentifierType = Schemas['IdentifierType'];
export type Restaurant = Schemas['Restaurant'];
export type Tag = Schemas['Tag'];
export type Settings = Required<Schemas['PublicSettings']>;
export type AccountGroup = Schemas['AccountGroup'];

/** One entry of «Справочник скидок»; thresholds in kopecks. */
export interface Discount {
  id: number;
  kind: Schemas['DiscountKind'];
  name: string;
  code?: number;
  isBonus?: boolean;
  isActive: boolean;
  accumulationPeriod?: Schemas['AccumulationPeriod'] | null;
  levels?: DiscountLevel[];
}

export interface DiscountLevel {
  name: string;
  threshold: number;
  rkDiscountCode: number;
  bonusTypeCode: number | null;
}

/** A validated body, in kopecks. */
export interface MoveInput {
  accountId: number;
  groupId: number;
  amount: number;
  reason: string;
  availableFrom?: LocalDate | null;
  expiresAt?: LocalDate | null;
}

export interface CompoundInput {
  name?: string;
  accumulationPeriod?: Discount['accumulationPeriod'];
  levels?: DiscountLevel[];
}

export interface Identifier {
  id: number;
  accountId: number;
  typeId: number;
  value: string;
  isTemporary: boolean;
  expiresAt: LocalDateTime | null;
}

export interface Consents {
  personalData: boolean;
  privacyPolicy: boolean;
  adult: boolean;
}

/** A guest's questionnaire, settings and balance in one record, as in ProBonus. Amounts in kopecks. */
export interface Account {
  id: number;
  groupId: number;
  lastName: string | null;
  firstName: string | null;
  patronymic: string | null;
  gender: Gender | null;
  birthday: LocalDate | null;
  phones: string[];
  email: string | null;
  info: string | null;
  screenMessage: string | null;
  printMessage: string | null;
  discountId: number | null;
  bonusTypeCode: number | null;
  creditLimit: number;
  discountLimit: number | null;
  validFrom: LocalDate | null;
  validTo: LocalDate | null;
  tagIds: number[];
  consents: Consents;
  /** The sum of the effective operations; only the ledger writes it. */
  balance: number;
  isBlocked: boolean;
  blockReason: string | null;
  referrerId: number | null;
  registrationSource: string | null;
  registeredAt: LocalDateTime;
  updatedAt: LocalDateTime;
  identifiers: Identifier[];
}

/** One booked movement; never changed once it has its id. */
export interface Operation {
  id: number;
  accountId: number;
  identifierId: number | null;
  kind: OperationKind;
  amount: number;
  reason: string | null;
  createdAt: LocalDateTime;
  businessDate: LocalDate;
  restaurantId: number | null;
  stationNo: number | null;
  checkNo: number | null;
  userLogin: string | null;
  availableFrom: LocalDate | null;
  expiresAt: LocalDate | null;
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
