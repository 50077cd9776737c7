import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Death, FromChild, MoveMessage, StartMessage, Told } from './messages.ts';

/** A gateway process that is started again whenever it dies. */
export interface Gateway {
  /** Null: it died before it answered. Waits for a gateway that is starting. */
  ask(message: Omit<MoveMessage, 'type' | 'id'>): Promise<Told | null>;
  /** kill -9, now; with a death, the next one ends itself there. Resolves when the next one is ready. */
  kill(next?: Death): Promise<void>;
  /** How often it died. */
  deaths(): number;
  stop(): Promise<void>;
}

export function startGateway(start: Omit<StartMessage, 'type' | 'death'>): Gateway {
  const waiting = new Map<number, (told: Told | null) => void>();
  let child: ChildProcess;
  let ready: Promise<void>;
  let nextId = 0;
  let deaths = 0;
  let isStopped = false;
  let death: Death | null = null;

  const launch = (): void => {
    const made = fork(fileURLToPath(new URL('./child.js', import.meta.url)), {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    child = made;
    ready = new Promise((resolve) => {
      made.on('message', (message: FromChild) => {
        if (message.type === 'ready') return resolve();
        waiting.get(message.id)?.(message.told);
        waiting.delete(message.id);
      });
      made.on('error', () => {});
      made.on('exit', () => {
        for (const answer of waiting.values()) answer(null);
        waiting.clear();
        resolve();
        if (isStopped) return;
        deaths++;
        launch();
      });
    });
    made.send({ type: 'start', ...start, death } satisfies StartMessage);
    death = null;
  };
  launch();

  return {
    async ask(message) {
      await ready;
      return new Promise((resolve) => {
        const id = ++nextId;
        waiting.set(id, resolve);
        child.send({ type: 'move', id, ...message }, (error) => {
          if (!error) return;
          waiting.delete(id);
          resolve(null);
        });
      });
    },
    async kill(next) {
      death = next ?? null;
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await exited;
      await ready;
    },
    deaths: () => deaths,
    async stop() {
      isStopped = true;
      const exited = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await exited;
    },
  };
}
