import { randomUUID } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import type { Secret } from '../../lib/secret.ts';
import { createListener } from './listener.ts';
import type { SharedDatabase } from './postgres-pool.ts';

const CHANNEL = 'probonus_drops';
const AGAIN_MS = 1000;

/** What a replica does with its copies of dictionaries when another one has changed a server. */
export interface DropHandlers {
  readonly drop: (slug: string, dictionary: string) => void;
  readonly dropAll: () => void;
}

export interface DropsOptions {
  readonly database: Pick<SharedDatabase, 'run'>;
  readonly url: Secret;
  readonly clock: Clock;
}

/** Tells other replicas of changed dictionaries, by tenant and name alone. What could not be told is told later. */
export function createDrops({ database, url, clock }: DropsOptions) {
  const self = randomUUID();
  const untold = new Set<string>();
  let cancel = () => {};
  let isClosed = false;
  let listener: ReturnType<typeof createListener> | undefined;

  const tell = (change: string): void => {
    database.run('SELECT pg_notify($1, $2)', [CHANNEL, `${self} ${change}`]).catch(() => {
      if (isClosed) return;
      if (untold.size === 0) cancel = clock.after(AGAIN_MS, tellAgain);
      untold.add(change);
    });
  };
  const tellAgain = (): void => {
    const changes = [...untold];
    untold.clear();
    for (const change of changes) tell(change);
  };

  return {
    dropped: (slug: string, dictionary: string) => tell(`${slug} ${dictionary}`),
    listen({ drop, dropAll }: DropHandlers): void {
      const onNotification = (payload: string) => {
        const [sender, slug = '', dictionary = ''] = payload.split(' ');
        if (sender !== self) drop(slug, dictionary);
      };
      listener = createListener({ url, clock, channel: CHANNEL, onNotification, onConnect: dropAll });
    },
    close(): void {
      isClosed = true;
      cancel();
      listener?.close();
    },
  };
}
