import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { IntentLogError } from './log-error.ts';
import type { Call, Reply } from './sqlite-worker.ts';
import type { IntentStore } from './store.ts';

/** Beside this file; where it is TypeScript and this Node cannot run that, the built one. */
function workerFile(): URL {
  const here = import.meta.url;
  if (!here.endsWith('.ts')) return new URL('./sqlite-worker.js', here);
  const canStrip = 'typescript' in process.features && process.features.typescript !== false;
  return canStrip ? new URL('./sqlite-worker.ts', here) : new URL('../../dist/intents/sqlite-worker.js', here);
}

/**
 * The log in one file, for one gateway. SQLite and its fsyncs run in a thread of their own; calls that wait there share a
 * commit. Rejects with IntentLogError for a file that is damaged, foreign or cannot be opened.
 */
export async function createSqliteStore(options: { path: string }): Promise<IntentStore> {
  mkdirSync(dirname(options.path), { recursive: true });
  const worker = new Worker(workerFile(), { workerData: { path: options.path } });
  const open = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let last = 0;
  let ended: IntentLogError | null = null;

  const expect = <T>(id: number): Promise<T> => new Promise<T>((resolve, reject) => open.set(id, { resolve, reject }));
  const end = (error: IntentLogError): void => {
    ended ??= error;
    for (const { reject } of open.values()) reject(ended);
    open.clear();
  };
  worker.on('message', (reply: Reply) => {
    const waiter = open.get(reply.id);
    open.delete(reply.id);
    if ('fault' in reply) waiter?.reject(new IntentLogError(reply.fault, reply.message));
    else waiter?.resolve(reply.value as never);
  });
  worker.on('error', (cause) => end(new IntentLogError('IO', 'the thread of the intent log failed', { cause })));
  worker.on('exit', () => end(new IntentLogError('CLOSED', 'the intent log is closed')));

  const call = <T>(method: Call['method'], ...args: readonly unknown[]): Promise<T> => {
    if (ended) return Promise.reject(ended);
    const id = ++last;
    const reply = expect<T>(id);
    worker.postMessage({ id, method, args } satisfies Call);
    return reply;
  };

  await expect(0);
  worker.unref();
  return {
    kind: 'sqlite',
    begin: (intent) => call('begin', intent),
    get: (key) => call('get', key),
    change: (row, from, change) => call('change', row, from, change),
    expireSends: (deadlineBefore, now) => call('expireSends', deadlineBefore, now),
    takeDue: (now, leaseMs, limit) => call('takeDue', now, leaseMs, limit),
    nextDue: () => call('nextDue'),
    knownMarkers: async (tenant, markers) => new Set(await call<string[]>('knownMarkers', tenant, markers)),
    claimed: async (tenant, ids) => new Set(await call<number[]>('claimed', tenant, ids)),
    lastMeasured: (tenant) => call('lastMeasured', tenant),
    list: (filter) => call('list', filter),
    counts: () => call('counts'),
    sweep: (expireBefore, forgetBefore, now) => call('sweep', expireBefore, forgetBefore, now),
    probe: () => call('probe'),
    async close() {
      if (ended) return;
      await call('close');
      await worker.terminate();
    },
  };
}
