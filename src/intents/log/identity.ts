import type { Clock } from '../../lib/clock.ts';
import { RETENTION_MS } from '../intent.ts';
import { newTag, type RandomBytes } from '../marker.ts';
import type { Logger } from '../services.ts';
import type { IntentStore } from '../store/store.ts';

/** What a log knows of itself. */
export interface LogIdentity {
  /** First characters of its markers. */
  readonly tag: string;
  /** Milliseconds of the clock; 0 for one that is adopted, or older than tags. */
  readonly created: number;
}

/** Reads the identity of a log, and gives it one at its first use. */
export async function identify(
  store: IntentStore,
  { clock, random, logger }: { clock: Clock; random: RandomBytes; logger: Logger },
): Promise<LogIdentity> {
  const tag = await store.readMeta('tag');
  if (tag !== null) return { tag, created: Number((await store.readMeta('created')) ?? 0) };
  const isEmpty = (await store.list({ limit: 1 })).length === 0;
  const created = Number(await store.addMeta('created', String(isEmpty ? clock.now() : 0)));
  if (isEmpty) logger.info({}, 'the log of value moves is new: it knows no move of before');
  return { tag: await store.addMeta('tag', newTag(random)), created };
}

/** Whether moves of a tenant may have been forgotten because the log was made anew. Older keys have expired anyway. */
export async function isNewFor(
  store: IntentStore,
  tenant: string,
  { created }: LogIdentity,
  now: number,
): Promise<boolean> {
  return now - created < RETENTION_MS && (await store.list({ tenant, limit: 1 })).length === 0;
}
