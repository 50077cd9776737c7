import type { InputObjectRef, ObjectRef } from '@pothos/core';
import type { Scope } from '../../config/scopes.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { type BuilderTypes, builder } from '../builder.ts';
import type { GatewayContext } from '../context.ts';
import { codedError } from '../errors.ts';
import { type UserErrorCode, type UserFailure, UserFault, userErrorTypes } from './user-error.ts';

builder.mutationType({
  description:
    'Everything that can be changed. Each field takes one input and gives a union: what was done, or an expected failure. Never sent twice by the gateway.',
  authScopes: { authenticated: true },
});

type InputRef<I> = InputObjectRef<BuilderTypes, I>;
type PayloadRef<P extends object> = ObjectRef<BuilderTypes, P>;
type UnionRef = PothosSchemaTypes.UnionRef<BuilderTypes, object>;

export interface MutationOptions<I, P extends object> {
  readonly description: string;
  readonly scopes: readonly Scope[];
  readonly input: InputRef<I>;
  readonly payload: PayloadRef<P>;
  /** Every expected failure that `run` can throw as a UserFault. */
  readonly errors: readonly UserErrorCode[];
  /** Members of the result besides: models that bear their `__typename`. */
  readonly others?: readonly PayloadRef<{ readonly __typename: string }>[];
  readonly run: (context: GatewayContext, input: I) => Promise<P | { readonly __typename: string }>;
}

/** The field `name(input: NameInput!): NameResult`, whose result is the payload or an expected failure. Gives the result's type. */
export function defineMutation<I, P extends object>(name: string, options: MutationOptions<I, P>): UnionRef {
  const { description, scopes, input, payload, errors, others = [], run } = options;
  const typeName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const Result = builder.unionType(`${typeName}Result`, {
    description: `What ${name} did, or why it did nothing.`,
    types: () => [payload, ...others, ...userErrorTypes(errors)] as PayloadRef<object>[],
    resolveType: (value) => ('__typename' in value ? String(value.__typename) : `${typeName}Payload`),
  });
  builder.mutationField(name, (t) =>
    t.field({
      description,
      type: Result,
      nullable: true,
      authScopes: { scopes },
      args: { input: t.arg({ type: input as InputRef<object>, required: true, description: 'What is to be done.' }) },
      resolve: (_root, args, context) => settle(context, errors, () => run(context, args.input as I)),
    }),
  );
  return Result;
}

/**
 * Turns expected failures into members of the result union. What was read before the change is forgotten afterwards, so
 * that the answer, and whatever else the request asks for, sees what the change did.
 */
export async function settle<T extends object>(
  context: GatewayContext,
  errors: readonly UserErrorCode[],
  run: () => Promise<T>,
): Promise<T | UserFailure> {
  try {
    return await run();
  } catch (error) {
    // Not the error itself: an executor takes any Error for a failed field.
    if (error instanceof UserFault && errors.includes(error.failure.code)) return error.failure;
    throw error;
  } finally {
    context.loaders.clear();
  }
}

/**
 * Sends a change that is not a value move, once, and reads its answer. Where its outcome is unknown, as it is too when the
 * answer cannot be read, `readBack` looks whether it was done, by its natural key; if that does not settle it, the client is
 * told that nobody knows. Absence proves nothing: the change may still be on its way.
 */
export async function write<T>(send: () => Promise<T>, readBack: () => Promise<T | null>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.sent !== 'UNKNOWN') throw error;
    const found = await readBack().catch(() => null);
    if (found !== null) return found;
    throw unknownOutcome();
  }
}

export function unknownOutcome() {
  return codedError(
    'UPSTREAM_TIMEOUT',
    'The change was sent, and nobody knows yet whether it was done. Look before you ask again.',
    {
      outcome: 'UNKNOWN',
    },
  );
}

/** Whether the server refused with this status. */
export function isRefused(error: unknown, status: number): error is UpstreamError {
  return error instanceof UpstreamError && error.kind === 'REJECTED' && error.status === status;
}

/** ProBonus's property → where it stands in our input, below `input`; a function where that depends on what follows it. */
export type InputNames = Readonly<Record<string, readonly string[] | ((rest: readonly string[]) => readonly string[])>>;

/** A field that ProBonus found fault with, down to the item of a list. Other failures pass as they are. */
export function fieldFault(error: unknown, names: InputNames): unknown {
  if (!(error instanceof UpstreamError) || error.kind !== 'REJECTED' || !error.fieldErrors?.length) return error;
  const places = error.fieldErrors.map(({ path }) => placeOf(path, names)).filter((place) => place !== null);
  return new UserFault('INVALID_FIELD', { path: places[0] ? ['input', ...places[0]] : null });
}

function placeOf(path: readonly string[], names: InputNames): readonly string[] | null {
  const at = path.findIndex((part) => Object.hasOwn(names, part));
  const name = names[path[at] ?? ''];
  if (at < 0 || name === undefined) return null;
  const rest = path.slice(at + 1);
  if (typeof name === 'function') return name(rest);
  const below: string[] = [];
  for (const part of rest) {
    const inner = Object.hasOwn(names, part) ? names[part] : undefined;
    // What is neither an item nor a field is the server's own: a variant of a union, a validator.
    if (!/^\d+$/.test(part) && !Array.isArray(inner)) break;
    below.push(Array.isArray(inner) ? inner.at(-1) : part);
  }
  return [...name, ...below];
}
