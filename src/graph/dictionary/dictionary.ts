import type { OperationId } from '../../contract/schemas.ts';
import { waitFor } from '../../lib/concurrency/wait-for.ts';
import type { Upstream } from '../../upstream/client.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import type { GatewayContext } from '../context.ts';

/** A small closed list of one server, read whole. */
export interface Dictionary<T> {
  readonly all: readonly T[];
  readonly byId: ReadonlyMap<number, T>;
}

/** What every field that shows a dictionary needs of the credential. */
export const DICTIONARY_READ = { scopes: ['dictionary:read'] } as const;

type MaybePromise<T> = T | Promise<T>;

/**
 * Defines a dictionary: how it is read whole, by which operation. Copies are kept per tenant (their life is told in
 * tenants/dictionaries.ts); a request sees one copy from beginning to end. Answers at once where a fresh copy is at hand,
 * so that the rows of a warm page cost no promises.
 */
export function defineDictionary<T extends { readonly id: number }>(
  name: string,
  operation: OperationId,
  read: (upstream: Upstream) => Promise<T[]>,
) {
  const load = async (upstream: Upstream): Promise<Dictionary<T>> => {
    const all = await read(upstream);
    return { all, byId: new Map(all.map((entry) => [entry.id, entry])) };
  };
  const key = {};
  const again = {};
  const late = () => {
    throw new UpstreamError({ kind: 'TIMEOUT', sent: 'NOT_SENT', operation, reason: 'DEADLINE' });
  };

  const get = (context: GatewayContext): MaybePromise<Dictionary<T>> => {
    const seen = context.memo.get(key) as MaybePromise<Dictionary<T>> | undefined;
    if (seen) return seen;
    const { dictionaries } = context.tenant;
    const fresh = dictionaries.fresh<Dictionary<T>>(name);
    if (fresh) {
      context.memo.set(key, fresh);
      return fresh;
    }
    return follow(context, dictionaries.get(name, loaderOf(context)));
  };

  // Shared between requests: it runs to this request's log, but neither its client's leaving nor its deadline ends it.
  const loaderOf = (context: GatewayContext) => {
    const shared: Upstream = { client: context.upstream.client, context: { stats: context.callStats } };
    return () => load(shared);
  };

  /** Waits for a reading as long as this request may, and remembers what it gave. */
  const follow = (context: GatewayContext, reading: Promise<{ value: Dictionary<T>; stale: boolean }>) => {
    const pending: Promise<Dictionary<T>> = waitFor(reading, context.clock, context.upstream.context, late).then(
      ({ value, stale }) => {
        if (stale) context.stale.add(name);
        // Unless it was dropped meanwhile: then this is the copy from before our own write.
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

  return {
    name,
    get,
    /** Applies `pick` to the dictionary: at once when it is at hand. */
    with<R>(context: GatewayContext, pick: (dictionary: Dictionary<T>) => R): MaybePromise<R> {
      const dictionary = get(context);
      return dictionary instanceof Promise ? dictionary.then(pick) : pick(dictionary);
    },
    /** One entry, or null. */
    find(context: GatewayContext, id: number | null): MaybePromise<T | null> {
      if (id === null) return null;
      const dictionary = get(context);
      return dictionary instanceof Promise
        ? dictionary.then(({ byId }) => byId.get(id) ?? null)
        : (dictionary.byId.get(id) ?? null);
    },
    /** A copy read now, whatever is kept. */
    async fresh(context: GatewayContext): Promise<Dictionary<T>> {
      const reading = context.tenant.dictionaries.renew(name, loaderOf(context));
      return follow(
        context,
        reading.then((value) => ({ value, stale: false })),
      );
    },
    /**
     * One entry for an input to name, or null: what our copy does not have may be new, so it is read again first, once
     * per request however many are missing.
     */
    async require(context: GatewayContext, id: number | null): Promise<T | null> {
      if (id === null) return null;
      const wasKept = context.tenant.dictionaries.has(name);
      const known = (await get(context)).byId.get(id);
      if (known || !wasKept) return known ?? null;
      const reading = (context.memo.get(again) as Promise<Dictionary<T>> | undefined) ?? this.fresh(context);
      context.memo.set(again, reading);
      reading.catch(() => context.memo.delete(again));
      return (await reading).byId.get(id) ?? null;
    },
    /** After a write of ours: the next reader, this request's included, reads anew. */
    drop(context: GatewayContext): void {
      context.memo.delete(key);
      context.memo.delete(again);
      context.tenant.dictionaries.drop(name);
    },
  };
}
