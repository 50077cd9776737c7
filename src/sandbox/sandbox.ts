import { type Clock, systemClock } from '../lib/clock.ts';
import { zone } from '../lib/local-time.ts';
import type { SandboxDialect } from './dialect/dialect.ts';
import { createFaultRules, type FaultRule, type FaultRules } from './failures/faults.ts';
import { createApi, replay } from './http/api.ts';
import { createCallLog, type RecordedCall } from './http/call-log.ts';
import { createHandler } from './http/handler.ts';
import { listen } from './http/listen.ts';
import { createSessions } from './http/sessions.ts';
import { type JournalHeader, openJournal } from './ledger/journal.ts';
import type { Account, Operation, SandboxUser } from './model.ts';
import { createRandom } from './seed/random.ts';
import { seedRows } from './seed/rows.ts';
import { seedWorld } from './seed/seed.ts';
import { defaultUsers, type Variant, variants } from './seed/variants.ts';
import { serveDialect } from './served-dialect.ts';
import { createWorld, type World } from './world.ts';

export interface SandboxOptions {
  /** @default 0, any free one */
  port?: number;
  /** @default '127.0.0.1' */
  host?: string;
  /** @default '/api/v0' */
  basePath?: string;
  /** The emulated restaurant: ids are the same in both, data differ. @default 'saturn' */
  variant?: Variant;
  /** @default 1 */
  seed?: number;
  /** The server's only source of time. @default the system's */
  clock?: Clock;
  /** @default the variant's */
  timeZone?: string;
  /** `HH:MM`. @default the variant's */
  dayChangeTime?: string;
  /** Lifetime of an access token. @default 600 */
  accessTokenSeconds?: number;
  /** @default admin, marketing, hostess and the API users gateway, site, delivery, crm */
  users?: readonly SandboxUser[];
  /** small: some 30 guests and a group of 5. @default 'full' */
  size?: 'full' | 'small';
  /** A journal of all changes; the next start on it repeats them. @default in memory alone */
  dataFile?: string;
  /** Differences from the contract, which `/openapi.json` shows too. @default none */
  dialect?: Partial<SandboxDialect>;
  /** Faults from the start, kept by `reset`. @default none */
  faults?: readonly FaultRule[];
  /** Real time for injected latency, whatever `clock` says. @default the system's */
  faultClock?: Clock;
}

export interface Sandbox {
  /** With the base path: the `baseUrl` of a tenant. */
  url: string;
  origin: string;
  port: number;
  timeZone: string;
  /** Every booked row, oldest first. Read it, do not change it. */
  operations(): readonly Operation[];
  accounts(): readonly Account[];
  /** The last 20,000 calls or more, oldest first. */
  readonly calls: readonly RecordedCall[];
  callCounts(): Record<string, number>;
  /** The most open requests at once since the last `clearCalls`. */
  peakCalls(): number;
  clearCalls(): void;
  faults: FaultRules;
  /** Ends every session at once; fixed tokens stay valid. */
  revokeTokens(): void;
  /** The state of a first start: seeded anew from now, no sessions, calls or faults but those of the options; a journal begins anew. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts an emulated ProBonus server on a real port. Resolves when it listens. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', basePath = '/api/v0', variant = 'saturn', seed = 1 } = options;
  const { clock = systemClock, accessTokenSeconds = 600, size = 'full', dataFile, faultClock = systemClock } = options;
  const { timeZone = variants[variant].timeZone, users = defaultUsers(variant) } = options;
  const { dayChangeTime = variants[variant].settings.dayChangeTime } = options;

  const newHeader = (): JournalHeader => ({
    sandbox: 1,
    variant,
    seed,
    size,
    timeZone,
    dayChangeTime,
    epoch: clock.now(),
  });
  const seededWorld = (epoch: number): World => {
    const settings = { ...variants[variant].settings, dayChangeTime };
    const sessions = createSessions(users, accessTokenSeconds, `${variant}-${seed}`);
    const seeded = createWorld(
      settings,
      seedRows(variants[variant]),
      sessions,
      createRandom(seed + 77),
      zone(timeZone),
    );
    seedWorld(seeded, { variant, seed, size, epoch });
    return seeded;
  };

  const header = newHeader();
  const journal = dataFile === undefined ? null : openJournal(dataFile, header);
  let world = seededWorld(journal?.header.epoch ?? header.epoch);
  for (const entry of journal?.entries.splice(0) ?? []) replay(entry, world);

  const calls = createCallLog();
  const faults = createFaultRules(createRandom(seed + 13));
  const addFaults = (): void => {
    for (const rule of options.faults ?? []) faults.add(rule);
  };
  addFaults();
  const worldNow = (): World => {
    world.timeAt(clock.now());
    return world;
  };
  const operations = (): readonly Operation[] => worldNow().ledger.all();
  const reset = (): void => {
    const next = newHeader();
    world = seededWorld(next.epoch);
    journal?.restart(next);
    calls.clear();
    faults.clear();
    addFaults();
  };
  const { dialect, router, document } = serveDialect(options.dialect, basePath, zone(timeZone));
  const handle = createHandler({
    basePath,
    router,
    api: createApi({ dialect, world: () => world, now: clock.now, onChange: (entry) => journal?.append(entry) }),
    now: clock.now,
    faultClock,
    document,
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
    timeZone,
    operations,
    accounts: () => [...worldNow().store.accounts.values()],
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
