import type { FieldMap } from '@pothos/core';
import { type BuilderTypes, builder } from '../builder.ts';

/**
 * Error code → facts that its type shows beside `message`, `code` and `path`. The module that declares a code adds it
 * with `declare module`: an undeclared code does not compile.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the declarations stand where the codes are thrown
export interface UserErrors {}

export type UserErrorCode = keyof UserErrors;
export type NoFacts = Readonly<Record<never, never>>;

/** An expected failure, as its GraphQL type resolves it. */
export interface UserFailure<C extends UserErrorCode = UserErrorCode> {
  readonly __typename: string;
  readonly message: string;
  readonly code: C;
  /** Path of the invalid input field, such as `["input", "groupId"]`; null if no single field is at fault. */
  readonly path: readonly string[] | null;
  readonly facts: UserErrors[C];
}

type ErrorRef = ReturnType<typeof builder.objectRef<UserFailure>>;
type Fields<C extends UserErrorCode> = (
  t: PothosSchemaTypes.ObjectFieldBuilder<BuilderTypes, UserFailure<C>>,
) => FieldMap;

const declared = new Map<UserErrorCode, { readonly text: string; readonly type: ErrorRef }>();

/** Declares an expected failure: its code, its text (description and default message), and the fields of its facts. */
export function declareUserError<C extends UserErrorCode>(code: C, text: string, fields?: Fields<C>): void {
  if (declared.has(code)) throw new Error(`${code} is declared twice`);
  const type = builder.objectRef<UserFailure>(typeNameOf(code));
  // The type resolves failures of this code alone.
  const ownFields = (fields ?? (() => ({}))) as unknown as Fields<UserErrorCode>;
  type.implement({ description: text, interfaces: [UserError], fields: ownFields });
  declared.set(code, { text, type });
}

/** The types of these codes. Throws for a code that no imported module declares. */
export function userErrorTypes(codes: readonly UserErrorCode[]): ErrorRef[] {
  return codes.map((code) => declarationOf(code).type);
}

interface FaultOptions<C extends UserErrorCode> {
  readonly path?: readonly string[] | null;
  /** @default the declared text */
  readonly message?: string;
  readonly facts?: UserErrors[C];
}

/** Expected failure of a mutation. Thrown below `run`, it becomes a member of the result union instead of a top-level error. */
export class UserFault<C extends UserErrorCode = UserErrorCode> extends Error {
  override readonly name = 'UserFault';
  readonly failure: UserFailure<C>;

  constructor(code: C, { path = null, message, facts }: FaultOptions<C> = {}) {
    super(message ?? declarationOf(code).text);
    this.failure = {
      __typename: typeNameOf(code),
      message: this.message,
      code,
      path,
      facts: facts ?? ({} as UserErrors[C]),
    };
  }
}

function declarationOf(code: UserErrorCode) {
  const declaration = declared.get(code);
  if (!declaration) throw new Error(`${code} is not declared`);
  return declaration;
}

/** `CARD_NOT_FOUND` → `CardNotFoundError` */
function typeNameOf(code: UserErrorCode): string {
  return `${code
    .toLowerCase()
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}Error`;
}

const UserError = builder.interfaceRef<UserFailure>('UserError').implement({
  description:
    'An expected failure of a mutation. Nothing was changed. Every failure of a result union implements it: one fragment `... on UserError { code message path }` reads them all, those of later versions too. `OperationPending` is no failure and has a fragment of its own.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'Human-readable explanation, in English.', guest: true }),
    // The fields are built with the schema, after every module has declared its codes.
    code: t.field({
      description: 'Machine-readable reason.',
      type: userErrorCodeEnum(),
      guest: true,
      resolve: ({ code }) => code,
    }),
    path: t.stringList({
      description:
        'Path of the invalid input field, such as `["input", "groupId"]`; null if no single field is at fault.',
      nullable: true,
      guest: true,
      resolve: ({ path }) => path && [...path],
    }),
  }),
});

function userErrorCodeEnum() {
  return builder.enumType('UserErrorCode', {
    description: 'Machine-readable reason of an expected failure.',
    values: Object.fromEntries(
      [...declared].map(([code, { text }]) => [code, { description: text, value: code }]),
    ) as Record<UserErrorCode, { description: string; value: UserErrorCode }>,
  });
}
