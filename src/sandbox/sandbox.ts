import { type Clock, systemClock } from '../lib/clock.ts';
import { businessDateOf, zone } from '../lib/local-time.ts';
import { createWords, type SandboxDialect } from './dialect/dialect.ts';
import { dialectDocument } from './dialect/dialect-document.ts';
import { contractDoc } from './dialect/openapi.ts';
import { publishedDocument } from './dialect/published-document.ts';
import { createApi, type Moment, replay } from './http/api.ts';
import { createCallLog, type RecordedCall } from './http/call-log.ts';
import { compileEndpoints, createRouter } from './http/endpoints.ts';
import { createFaults, type Faults } from './http/faults.ts';
import { createHandler } from './http/handler.ts';
import { listen } from './http/listen.ts';
import { createSessions } from './http/sessions.ts';
import { type JournalHeader, openJournal } from './ledger/journal.ts';
import type { Account, Operation, SandboxUser } from './model.ts';
import { createRandom } from './seed/random.ts';
import { seedWorld } from './seed/seed.ts';
import { defaultUsers, type Variant, variants } from './seed/variants.ts';
import { createWorld, type World } from './world.ts';

export interface SandboxOptions {
  /** @default 0, any free one */
  port?: number;
  /** @default '127.0.0.1' */
  host?: string;
  /** @default '/api/v0' */
  basePath?: string;
  /** Which restaurant: their ids collide, their data differ. @default 'saturn' */
  variant?: Variant;
  /** @default 1 */
  seed?: number;
  /** All the time that the server knows. @default the system's */
  clock?: Clock;
  /** @default the variant's */
  timeZone?: string;
  /** `HH:MM`. @default the variant's */
  dayChangeTime?: string;
  /** Life of an access token. @default 600 */
  accessTokenSeconds?: number;
  /** @default admin, marketing, hostess and the API users gateway, site, delivery, crm */
  users?: readonly SandboxUser[];
  /** small: some 30 guests and a group of 5. @default 'full' */
  size?: 'full' | 'small';
  /** A journal of all changes: a start on it goes on where the last one ended. @default in memory alone */
  dataFile?: string;
  /** How this server differs from the contract; its `/openapi.json` tells the truth about it. @default in nothing */
  dialect?: Partial<SandboxDialect>;
  /** Tells the real time that injected latency takes, whatever `clock` says. @default the system's */
  faultClock?: Clock;
}

export interface Sandbox {
  /** With the base path. */
  url: string;
  origin: string;
  port: number;
  /** Every booked row, oldest first. For checkers: read it, do not change it. */
  operations(): readonly Operation[];
  accounts(): readonly Account[];
  /** The last 20,000 calls or more; oldest first. */
  readonly calls: readonly RecordedCall[];
  callCounts(): Record<string, number>;
  /** The most requests open at once since the last `clearCalls`. */
  peakCalls(): number;
  clearCalls(): void;
  faults: Faults;
  /** Ends every session at once; fixed tokens stay valid. */
  revokeTokens(): void;
  /** As it was after a first start: seeded anew from now, nobody logged in, no calls, no faults; a journal begins anew. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts an emulated ProBonus server on a real port. Resolves when it listens. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', basePath = '/api/v0', variant = 'saturn', seed = 1 } = options;
  const { clock = systemClock, accessTokenSeconds = 600, size = 'full', dataFile, faultClock = systemClock } = options;
  const { timeZone = variants[variant].timeZone, users = defaultUsers(variant) } = options;
  const settings = { ...variants[variant].settings };
  settings.dayChangeTime = options.dayChangeTime ?? settings.dayChangeTime;

  const plan = (): JournalHeader => ({
    sandbox: 1,
    variant,
    seed,
    size,
    timeZone,
    dayChangeTime: settings.dayChangeTime,
    epoch: clock.now(),
  });
  const build = (epoch: number): World => {
    const sessions = createSessions(users, accessTokenSeconds, `${variant}-${seed}`);
    const made = createWorld({ ...settings }, sessions, createRandom(seed + 77), zone(timeZone));
    seedWorld(made, { variant, seed, size, epoch });
    return made;
  };
  const momentOf = (at: number): Moment => {
    const local = world.zone.toLocal(at);
    const day = businessDateOf(local, settings.dayChangeTime);
    world.ledger.advance(day);
    return { at, local, day };
  };
  const moment = (): Moment => momentOf(clock.now());

  const first = plan();
  const journal = dataFile === undefined ? null : openJournal(dataFile, first);
  let world = build(journal?.header.epoch ?? first.epoch);
  for (const entry of journal?.entries.splice(0) ?? []) replay(entry, world, momentOf(entry.at));

  const calls = createCallLog();
  const faults = createFaults(createRandom(seed + 13));
  const operations = (): readonly Operation[] => {
    moment();
    return world.ledger.all();
  };
  const reset = (): void => {
    const header = plan();
    world = build(header.epoch);
    journal?.restart(header);
    calls.clear();
    faults.clear();
  };
  const words = createWords(options.dialect);
  const contract = contractDoc();
  const served = dialectDocument(contract, words);
  const handle = createHandler({
    basePath,
    router: createRouter(compileEndpoints(contract, served, words)),
    api: createApi({ words, world: () => world, moment, keep: (entry) => journal?.append(entry) }),
    now: clock.now,
    calls,
    faults,
    faultClock,
    document: words.document === 'none' ? null : publishedDocument(served, basePath, words.document),
    control: { calls, faults, operations, reset },
  });
  const http = await listen(port, host, handle).catch((error: unknown) => {
    journal?.close();
    throw error;
  });

  return {
    url: `${http.origin}${basePath}`,
    origin: http.origin,
    port: http.port,
    operations,
    accounts() {
      moment();
      return [...world.store.accounts.values()];
    },
    get calls() {
      return calls.recent();
    },
    callCounts: calls.counts,
    peakCalls: calls.peak,
    clearCalls: calls.clear,
    faults,
    revokeTokens: () => world.sessions.revokeAll(),
    reset,
    async close() {
      await http.close();
      journal?.close();
    },
  };
}
