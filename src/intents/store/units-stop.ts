import { isRecord } from '../../lib/is-record.ts';
import type { IntentStore } from './store.ts';

/** Why the value moves of a tenant are stopped, for all replicas. */
export interface UnitsStop {
  /** Identity of the meaning of amounts under which they are. Another one ends the stop. */
  readonly meaning: string;
  /** Names the stop to `intents ack`. */
  readonly marker: string;
}

type Stops = Readonly<Record<string, UnitsStop>>;

async function readStops(store: Pick<IntentStore, 'readMeta'>): Promise<Stops> {
  const text = await store.readMeta('unitsStop');
  const stops: unknown = text === null ? {} : JSON.parse(text);
  return isRecord(stops) ? (stops as Stops) : {};
}

export async function stopOf(store: Pick<IntentStore, 'readMeta'>, tenant: string): Promise<UnitsStop | null> {
  return (await readStops(store))[tenant] ?? null;
}

export async function writeStop(store: IntentStore, tenant: string, stop: UnitsStop): Promise<void> {
  await store.writeMeta('unitsStop', JSON.stringify({ ...(await readStops(store)), [tenant]: stop }));
}

/** Ends the stop of this marker: an operator says that its amounts are right. Its tenant; null where there is none. */
export async function endStop(store: IntentStore, marker: string): Promise<string | null> {
  const stops = await readStops(store);
  const found = Object.entries(stops).find(([, stop]) => stop.marker === marker);
  if (!found) return null;
  const [tenant, { meaning }] = found;
  await store.writeMeta(`units ${tenant}`, meaning);
  const { [tenant]: _ended, ...others } = stops;
  await store.writeMeta('unitsStop', JSON.stringify(others));
  return tenant;
}
