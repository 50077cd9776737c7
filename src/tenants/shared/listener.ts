import type { Client } from 'pg';
import type { Clock } from '../../lib/clock.ts';
import type { Secret } from '../../lib/secret.ts';
import { connectionOf, loadPg } from './postgres-pool.ts';

const ANSWER_MS = 3000;
const RECONNECT_MS = 1000;
/** A connection that is dead without a word is noticed after so long. */
const ALIVE_MS = 10_000;

export interface ListenerOptions {
  readonly url: Secret;
  readonly clock: Clock;
  readonly channel: string;
  readonly onNotification: (payload: string) => void;
  /** Called after each connection: what was told before it was not heard. */
  readonly onConnect: () => void;
}

/** Hears notifications on a connection of its own, which a pooler in transaction mode would not keep. Connects again by itself. */
export function createListener({ url, clock, channel, onNotification, onConnect }: ListenerOptions) {
  let current: Client | null = null;
  let isClosed = false;
  let cancel = () => {};

  const lost = (client: Client | null): void => {
    if (client !== current) return;
    current = null;
    client?.end().catch(() => {});
    cancel();
    if (!isClosed) cancel = clock.after(RECONNECT_MS, connect);
  };

  const stayAlive = (client: Client): void => {
    cancel = clock.after(ALIVE_MS, () => {
      client.query('SELECT 1').then(
        () => client === current && stayAlive(client),
        () => lost(client),
      );
    });
  };

  const open = async (): Promise<void> => {
    const pg = await loadPg();
    if (isClosed) return;
    const times = { connectionTimeoutMillis: ANSWER_MS, query_timeout: ANSWER_MS };
    const client = new pg.Client({ ...connectionOf(url), ...times });
    current = client;
    client.on('notification', ({ payload = '' }) => onNotification(payload));
    client.on('error', () => lost(client));
    client.on('end', () => lost(client));
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      if (client !== current) return;
      onConnect();
      stayAlive(client);
    } catch {
      lost(client);
    }
  };
  const connect = (): void => void open().catch(() => lost(current));

  connect();
  return {
    close(): void {
      isClosed = true;
      lost(current);
    },
  };
}
