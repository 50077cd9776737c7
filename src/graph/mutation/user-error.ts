import type { FieldMap } from '@pothos/core';
import { type BuilderTypes, builder } from '../builder.ts';

/**
 * Error code → what its type shows besides `message`, `code` and `path`. Whoever throws a code adds it here
 * (`declare module`), so that a code which nobody declares does not compile.
 */
// biome-ignore lint/suspicious/noEmptyInterface: the declarations stand where the codes are thrown
export interface UserErrors {}

export type UserErrorCode = keyof UserErrors;
export type NoFacts = Readonly<Record<never, never>>;

/** An expected failure as its type shows it. */
export interface UserFailure<C extends UserErrorCode = UserErrorCode> {
  readonly __typename: string;
  readonly message: string;
  readonly code: C;
  /** Of the input field at fault, such as `["input", "groupId"]`; null where no single field is. */
  readonly path: readonly string[] | null;
  readonly facts: UserErrors[C];
}

type ErrorRef = ReturnType<typeof builder.objectRef<UserFailure>>;
type Fields<C extends UserErrorCode> = (
  t: PothosSchemaTypes.ObjectFieldBuilder<BuilderTypes, UserFailure<C>>,
) => FieldMap;

const declared = new Map<UserErrorCode, { readonly text: string; readonly type: ErrorRef }>();

/** Declares an expected failure: its code, the one text that tells it, and the fields that its type has besides. */
export function declareUserError<C extends UserErrorCode>(code: C, text: string, fields?: Fields<C>): void {
  if (declared.has(code)) throw new Error(`${code} is declared twice`);
  const type = builder.objectRef<UserFailure>(typeNameOf(code));
  // Only failures of this code have this type.
  const ownFields = (fields ?? (() => ({}))) as unknown as Fields<UserErrorCode>;
  type.implement({ description: text, interfaces: [UserError], fields: ownFields });
  declared.set(code, { text, type });
}

/** The types of these failures. Throws for a code that no module of the schema declares. */
export function userErrorTypes(codes: readonly UserErrorCode[]): ErrorRef[] {
  return codes.map((code) => declarationOf(code).type);
}

interface FaultOptions<C extends UserErrorCode> {
  readonly path?: readonly string[] | null;
  /** The declared text where this is omitted. */
  readonly message?: string;
  readonly facts?: UserErrors[C];
}

/** An expected failure of a mutation. Thrown anywhere below one, it becomes a member of the result union, not a top-level error. */
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
  if (!declaration) throw new Error(`nobody declares ${code}`);
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
  description: 'An expected failure of a mutation. Nothing was changed.',
  fields: (t) => ({
    message: t.exposeString('message', { description: 'Human-readable explanation, in English.' }),
    // Runs when the schema is built: by then every module has declared its codes.
    code: t.field({ description: 'Machine-readable reason.', type: userErrorCodeEnum(), resolve: ({ code }) => code }),
    path: t.stringList({
      description:
        'Path of the invalid input field, such as `["input", "groupId"]`; null if no single field is at fault.',
      nullable: true,
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
