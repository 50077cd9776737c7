import { builder } from '../builder.ts';

/** What went wrong, for programs; closed, and one to one with the types that implement UserError. */
export const USER_ERRORS = {
  CARD_BLOCKED: 'The card is blocked; it must be unblocked first.',
  CARD_NOT_FOUND: 'There is no such card.',
  DISCOUNT_NOT_FOUND: 'There is no such discount or ladder.',
  GROUP_NOT_FOUND: 'There is no such group.',
  GUEST_NOT_FOUND: 'There is no such guest.',
  IDEMPOTENCY_KEY_REUSED: 'The idempotency key was used before, with another content or too long ago.',
  IDENTIFIER_NOT_FOUND: 'The card has no such identifier.',
  IDENTIFIER_TAKEN: 'The value belongs to a card already.',
  IDENTIFIER_TYPE_NOT_FOUND: 'There is no such type of identifier.',
  INSUFFICIENT_BALANCE: 'The card does not hold so much.',
  INVALID_AMOUNT: 'The amount is not one that may be moved.',
  INVALID_FIELD: 'ProBonus refused the value of a field.',
  INVALID_LADDER_LEVELS: 'The levels do not make a ladder.',
  LADDER_NOT_FOUND: 'There is no such ladder.',
  NAME_TAKEN: 'Another one bears this name already.',
  OPERATION_NOT_APPLIED: 'The operation was sent, and is known not to have been booked.',
  REQUIRED_FIELD: 'The settings of the server require a field.',
  TAG_NOT_FOUND: 'There is no such tag.',
} as const;

export type UserErrorCode = keyof typeof USER_ERRORS;

/** An expected failure as its type shows it. */
export interface UserFailure {
  readonly __typename: string;
  readonly message: string;
  readonly code: UserErrorCode;
  /** Of the input field at fault, such as `["input", "groupId"]`; null where no single field is. */
  readonly path: readonly string[] | null;
  /** What the type tells besides. */
  readonly facts: Readonly<Record<string, unknown>>;
}

interface FaultOptions {
  readonly path?: readonly string[] | null;
  readonly message?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** An expected failure of a mutation. Throw it anywhere below one: it becomes a member of the result union, not a top-level error. */
export class UserFault extends Error {
  override readonly name = 'UserFault';
  readonly failure: UserFailure;

  constructor(code: UserErrorCode, { path = null, message = USER_ERRORS[code], facts = {} }: FaultOptions = {}) {
    super(message);
    this.failure = { __typename: typeNameOf(code), message, code, path, facts };
  }
}

/** `CARD_NOT_FOUND` → `CardNotFoundError` */
export function typeNameOf(code: UserErrorCode): string {
  return `${code
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}Error`;
}

const UserErrorCodeEnum = builder.enumType('UserErrorCode', {
  description: 'What went wrong, for programs.',
  values: Object.fromEntries(
    Object.entries(USER_ERRORS).map(([code, description]) => [code, { description, value: code }]),
  ) as Record<UserErrorCode, { description: string; value: UserErrorCode }>,
});

export const UserError = builder.interfaceRef<UserFailure>('UserError').implement({
  description: 'An expected failure of a mutation. What was asked for was not done.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'For people, in English.' }),
    code: t.field({ description: 'For programs.', type: UserErrorCodeEnum, resolve: ({ code }) => code }),
    path: t.stringList({
      description: 'The input field at fault; null where no single field is.',
      nullable: true,
      resolve: ({ path }) => path && [...path],
    }),
  }),
});

type ErrorRef = ReturnType<typeof builder.objectRef<UserFailure>>;
const types = new Map<UserErrorCode, ErrorRef>();

/** Declares the type of one expected failure; what it tells besides is added with `builder.objectFields`. */
export function userErrorType(code: UserErrorCode, description: string): ErrorRef {
  const type = builder.objectRef<UserFailure>(typeNameOf(code));
  type.implement({ description, interfaces: [UserError] });
  types.set(code, type);
  return type;
}

/** The types of these failures. Throws for one that no concept declares. */
export function userErrorTypes(codes: readonly UserErrorCode[]): ErrorRef[] {
  return codes.map((code) => {
    const type = types.get(code);
    if (!type) throw new Error(`nobody declares ${typeNameOf(code)}`);
    return type;
  });
}
