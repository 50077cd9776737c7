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

/** Bodies as they come in once validated, in kopecks. */
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

/** A guest's questionnaire, settings and balance in one record, as ProBonus keeps it. Amounts in kopecks. */
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
  /** Kept by the ledger alone: the sum of its effective operations. */
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

/** These two tell what happened at the register but move no bonuses. */
export function movesBalance(kind: OperationKind): boolean {
  return kind !== 'POS_DISCOUNT' && kind !== 'POS_SPEND';
}
