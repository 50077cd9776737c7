import { type Clock, systemClock } from '../lib/clock.ts';
import { businessDateOf, zone } from '../lib/local-time.ts';
import { type CallLog, createCallLog, type RecordedCall } from './calls.ts';
import { compileEndpoints, createRouter } from './endpoints.ts';
import { createHttp } from './http.ts';
import type { Account, Operation, SandboxUser } from './model.ts';
import { contractDoc } from './openapi.ts';
import { createRandom } from './random.ts';
import { seedWorld } from './seed.ts';
import { defaultUsers, type Variant, variants } from './seed-variants.ts';
import { createSessions } from './sessions.ts';
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
  /** Ends every session at once; fixed tokens stay valid. */
  revokeTokens(): void;
  /** As it was after the start: seeded anew from now, nobody logged in, no calls. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts an emulated ProBonus server on a real port. Resolves when it listens. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, host = '127.0.0.1', basePath = '/api/v0', variant = 'saturn', seed = 1 } = options;
  const { clock = systemClock, accessTokenSeconds = 600, size = 'full' } = options;
  const { timeZone = variants[variant].timeZone, users = defaultUsers(variant) } = options;
  const settings = { ...variants[variant].settings };
  settings.dayChangeTime = options.dayChangeTime ?? settings.dayChangeTime;

  const build = (): World => {
    const sessions = createSessions(users, accessTokenSeconds, `${variant}-${seed}`);
    const world = createWorld({ ...settings }, sessions, createRandom(seed + 77), zone(timeZone));
    seedWorld(world, { variant, seed, size, epoch: clock.now() });
    return world;
  };
  let world = build();
  const calls: CallLog = createCallLog();
  const moment = () => {
    const at = clock.now();
    const local = world.zone.toLocal(at);
    const day = businessDateOf(local, world.settings.dayChangeTime);
    world.ledger.settle(day);
    return { at, local, day };
  };

  const router = createRouter(compileEndpoints(contractDoc()));
  const http = await createHttp({ port, host, basePath, router, calls, moment, world: () => world });

  return {
    url: `${http.origin}${basePath}`,
    origin: http.origin,
    port: http.port,
    operations() {
      moment();
      return world.ledger.all();
    },
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
    revokeTokens: () => world.sessions.revokeAll(),
    reset() {
      world = build();
      calls.clear();
    },
    close: http.close,
  };
}
