import type { OperationId } from '../../contract/schemas.ts';
import { waitFor } from '../../lib/concurrency/wait-for.ts';
import type { ReadDictionary } from '../../tenants/dictionary-cache.ts';
import type { Upstream } from '../../upstream/client.ts';
import { createDictionaryReading } from '../../upstream/dictionary-reading.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { sharedContext } from '../../upstream/request-context.ts';
import { type ListOperation, listCall, type RowOf, readAll } from '../../upstream/resources/list-call.ts';
import { nullable } from '../builder.ts';
import type { GatewayContext } from '../context.ts';
import { countDataIssue } from '../stored/data-issues.ts';

/** A small closed list of one server, read whole. */
export interface Dictionary<T> {
  readonly all: readonly T[];
  readonly byId: ReadonlyMap<number, T>;
}

/** Scope of every field that shows a dictionary. */
export const DICTIONARY_READ = ['dictionary:read'] as const;

/** What an entry takes beyond its text. */
const ENTRY_BYTES = 200;

type MaybePromise<T> = T | Promise<T>;

/** Defines the dictionary of all rows of a list. */
export function listDictionary<O extends ListOperation, T extends { readonly id: number }>(
  name: string,
  operation: O,
  fromWire: (row: RowOf<O>) => T,
) {
  const list = listCall(operation);
  return defineDictionary(name, operation, async (upstream) => (await readAll(upstream, list)).map(fromWire));
}

/**
 * Defines a dictionary that `operation` reads whole. Copies are cached per tenant, and per session of staff, for the time that
 * `tenants/dictionary-cache.ts` states; a request sees one copy throughout. Lookups in a fresh copy are synchronous, so that a
 * warm page costs no promises.
 */
export function defineDictionary<T extends { readonly id: number }>(
  name: string,
  operation: OperationId,
  read: (upstream: Upstream) => Promise<T[]>,
) {
  const load = async ({ client, context }: Upstream): Promise<ReadDictionary<Dictionary<T>>> => {
    const reading = createDictionaryReading();
    const all = await read({ client, context: { ...context, reading } });
    const value = { all, byId: new Map(all.map((entry) => [entry.id, entry])) };
    return { value, bytes: reading.bytes + all.length * ENTRY_BYTES };
  };
  const key = {};
  const again = {};
  const late = () => {
    throw new UpstreamError({ kind: 'TIMEOUT', sent: 'NOT_SENT', operation, reason: 'DEADLINE' });
  };

  const get = (context: GatewayContext): MaybePromise<Dictionary<T>> => {
    const seen = context.memo.get(key) as MaybePromise<Dictionary<T>> | undefined;
    if (seen) return seen;
    const { dictionaries } = context;
    const fresh = dictionaries.fresh<Dictionary<T>>(name);
    if (fresh) {
      context.memo.set(key, fresh);
      return fresh;
    }
    return follow(context, dictionaries.get(name, loaderOf(context)));
  };

  // Shared between requests: it counts in this request's statistics and budget, but ignores its deadline and disconnect.
  // Under a session it is read with the user's token, into the session's own cache.
  const loaderOf = (context: GatewayContext) => {
    const { client, context: calls } = context.upstream;
    return () => load({ client, context: sharedContext(calls) });
  };

  /** Waits for a read until the deadline of the request, and memoizes its result. */
  const follow = (context: GatewayContext, reading: Promise<{ value: Dictionary<T>; stale: boolean }>) => {
    const pending: Promise<Dictionary<T>> = waitFor(reading, context.clock, context.upstream.context, late).then(
      ({ value, stale }) => {
        if (stale) context.stale.add(name);
        // A memo dropped meanwhile stays dropped: this copy is older than our own write.
        if (context.memo.get(key) === pending) context.memo.set(key, value);
        return value;
      },
      (error: unknown) => {
        if (context.memo.get(key) === pending) context.memo.delete(key);
        throw error;
      },
    );
    context.memo.set(key, pending);
    return pending;
  };

  const find = (context: GatewayContext, id: number | null): MaybePromise<T | null> => {
    if (id === null) return null;
    const dictionary = get(context);
    return dictionary instanceof Promise
      ? dictionary.then(({ byId }) => byId.get(id) ?? null)
      : (dictionary.byId.get(id) ?? null);
  };

  const pickFrom = <R>(context: GatewayContext, pick: (dictionary: Dictionary<T>) => R): MaybePromise<R> => {
    const dictionary = get(context);
    return dictionary instanceof Promise ? dictionary.then(pick) : pick(dictionary);
  };

  return {
    name,
    get,
    /** All entries, read now and kept nowhere. */
    read: ({ upstream }: GatewayContext): Promise<T[]> => read(upstream),
    /** The result of `pick`; a promise only if the dictionary must be read. */
    with: pickFrom,
    /** The entry of an id; null if there is none. */
    find,
    /** Options of a field that lists the entries. */
    listField: (description: string) => ({
      ...nullable(description),
      scopes: DICTIONARY_READ,
      resolve: (_parent: unknown, _args: object, context: GatewayContext) => pickFrom(context, ({ all }) => [...all]),
    }),
    /** Options of a field that shows one entry. */
    entryField: <M>(description: string, idIn: (model: M) => number | null) => ({
      ...nullable(description),
      scopes: DICTIONARY_READ,
      resolve: (model: M, _args: object, context: GatewayContext) => {
        const id = idIn(model);
        if (id === null) return null;
        return pickFrom(context, ({ byId }) => {
          const entry = byId.get(id) ?? null;
          if (entry === null) countDataIssue(context, 'unknown_reference');
          return entry;
        });
      },
    }),
    /** A copy read now, past the cache. */
    async fresh(context: GatewayContext): Promise<Dictionary<T>> {
      const reading = context.dictionaries.renew(name, loaderOf(context));
      return follow(
        context,
        reading.then((value) => ({ value, stale: false })),
      );
    },
    /** The entry that an input names, or null. A cached copy without it is read again first, once per request. */
    async require(context: GatewayContext, id: number | null): Promise<T | null> {
      if (id === null) return null;
      const wasKept = context.dictionaries.has(name);
      const found = (await get(context)).byId.get(id);
      if (found || !wasKept) return found ?? null;
      const reading = (context.memo.get(again) as Promise<Dictionary<T>> | undefined) ?? this.fresh(context);
      context.memo.set(again, reading);
      reading.catch(() => context.memo.delete(again));
      return (await reading).byId.get(id) ?? null;
    },
    /** Drops the copies after our own write, those of this request included. */
    drop(context: GatewayContext): void {
      context.memo.delete(key);
      context.memo.delete(again);
      context.dictionaries.drop(name);
    },
  };
}
