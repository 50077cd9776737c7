import type { FieldMap, InputObjectRef, ObjectRef } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import type { Scope } from '../../config/scopes.ts';
import { type BuilderTypes, builder } from '../builder.ts';
import { contextOfChange, type GatewayContext } from '../context.ts';
import { forbiddenToGuests } from '../errors.ts';
import { type UserErrorCode, type UserFailure, UserFault, userErrorTypes } from './user-error.ts';

builder.mutationType({
  description:
    'Everything that can be changed. Each field takes one input and returns a union of its payload and the expected failures. Every failure is a `UserError`. The gateway never sends a change twice.',
});

/** The pattern of every result. */
const FAILURE_FRAGMENT = '`... on UserError { code message path }`';

type InputRef<I> = InputObjectRef<BuilderTypes, I>;
export type PayloadBuilder<P extends object> = PothosSchemaTypes.ObjectFieldBuilder<BuilderTypes, P>;
export type PayloadFields<P extends object> = (t: PayloadBuilder<P>) => FieldMap;
type UnionRef = PothosSchemaTypes.UnionRef<BuilderTypes, object>;

export interface MutationOptions<I, P extends object> {
  readonly description: string;
  /** Null: needs no credential. */
  readonly scopes: readonly Scope[] | null;
  /** Input fields that guest tokens may set; closed to them if omitted. `run` must change their own account alone. */
  readonly guest?: readonly (keyof NoInfer<I> & string)[];
  /** @default none: the field takes no argument, and `run` gets undefined */
  readonly input?: InputRef<I>;
  readonly payload: PayloadFields<P>;
  /** Codes that `run` can throw as a UserFault. */
  readonly errors: readonly UserErrorCode[];
  /** Further members of the result, whose models have a `__typename`. */
  readonly others?: readonly ObjectRef<BuilderTypes, { readonly __typename: string }>[];
  /** Upstream calls of an input, counted against what the request may cause before the first of them. @default 1 */
  readonly calls?: (input: I) => number;
  readonly run: (
    context: GatewayContext,
    input: I,
    info: GraphQLResolveInfo,
  ) => Promise<NoInfer<P> | { readonly __typename: string }>;
}

/** Defines the field `name(input: NameInput!): NameResult`, a union of the payload and the expected failures. Returns the union. */
export function defineMutation<I = undefined, P extends object = object>(
  name: string,
  options: MutationOptions<I, P>,
): UnionRef {
  const { description, scopes, guest, input, payload, errors, others = [], calls = () => 1, run } = options;
  const typeName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const Payload = builder.objectRef<P>(`${typeName}Payload`).implement({
    description: `Result of a successful \`${name}\`.`,
    fields: payload,
  });
  const Result = builder.unionType(`${typeName}Result`, {
    description:
      errors.length > 0
        ? `Payload of \`${name}\`, or the expected failure that prevented it: ${FAILURE_FRAGMENT} selects any.`
        : `Payload of \`${name}\`.`,
    types: () => [Payload, ...others, ...userErrorTypes(errors)] as ObjectRef<BuilderTypes, object>[],
    resolveType: (value) => ('__typename' in value ? String(value.__typename) : `${typeName}Payload`),
  });
  builder.mutationField(name, (t) =>
    t.field({
      description: guest ? `${description}\nInput fields for a guest token: ${guest.join(', ')}.` : description,
      type: Result,
      nullable: true,
      ...(scopes ? { scopes } : { withoutCredential: true as const }),
      ...(guest ? { guest: true as const } : {}),
      args: input
        ? { input: t.arg({ type: input as InputRef<object>, required: true, description: 'Input of the mutation.' }) }
        : {},
      resolve: (_root, { input: given }: { input?: object }, context, info) => {
        if (context.principal?.kind === 'GUEST') checkGuestInput(`${typeName}Input`, given ?? {}, guest ?? []);
        if (context.principal) context.upstream.context.budget?.check(calls(given as I));
        return resultOf(context, errors, () => run(contextOfChange(context), given as I, info));
      },
    }),
  );
  return Result;
}

/** Throws FORBIDDEN for an input field that guest tokens may not set. */
function checkGuestInput(type: string, input: object, open: readonly string[]): void {
  const closed = Object.keys(input).find((name) => !open.includes(name));
  if (closed !== undefined) throw forbiddenToGuests(`${type}.${closed}`);
}

/**
 * Runs a change and returns its expected failures as members of the result union. Loaders are cleared afterwards, so that
 * the rest of the request sees the change.
 */
export async function resultOf<T extends object>(
  context: GatewayContext,
  errors: readonly UserErrorCode[],
  run: () => Promise<T>,
): Promise<T | UserFailure> {
  try {
    return await run();
  } catch (error) {
    // The failure, not the error: an executor takes any Error for a failed field.
    if (error instanceof UserFault && errors.includes(error.failure.code)) return error.failure;
    throw error;
  } finally {
    context.loaders.clear();
  }
}
