import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished } from 'vitest';
import type { TroubleReason } from '../../../../src/tenants/trouble/reasons.ts';
import { type SteppedClock, steppedClock } from '../../../kit/clock.ts';
import type { TenantFile } from '../../../kit/config.ts';
import { type GivenHttp, type GivenOptions, given } from '../../../kit/given.ts';

/** How a trouble is made for real, and mended. */
export interface Way {
  /** Before anything is wrong. */
  readonly options?: GivenOptions | ((clock: SteppedClock) => Promise<GivenOptions>);
  /** Breaks something, and lets the gateway meet it. */
  begin(scene: Scene): Promise<unknown>;
  /** Mends it, and lets the gateway meet that. */
  end(scene: Scene): Promise<unknown>;
  /** What stands in the line and in readiness besides reason and time. */
  readonly facts?: object;
  /** Troubles that come with the same cause. */
  readonly beside?: readonly TroubleReason[];
  /** Other lines of the cause before this one's: troubles that came and went, and messages at level warn or above. */
  readonly lines?: readonly string[];
  /** What the command of the runbook says while it lasts. */
  readonly look?: { readonly command: string; readonly says: RegExp };
}

/** A row of the table: made anew for each test. */
export type Ways<Reason extends TroubleReason> = Record<Reason, () => Way>;

export interface Line {
  readonly level: number;
  readonly msg: string;
  readonly trouble?: string;
}

/** What verbose readiness says of a tenant. */
interface Status extends Record<string, unknown> {
  readonly troubles: readonly { readonly reason: TroubleReason }[];
}

/** The login of the gateway, which stands in no line. */
export const LOGIN = 'canary-login';
export const PASSWORD = 'canary-password';
export const TOKEN = 'canary-token';
const USER = { login: LOGIN, password: PASSWORD, token: TOKEN, userType: 'API', role: 'API' } as const;

export const CARDS = '{ cards(first: 20) { nodes { upstreamId balance } } }';

/** A whole gateway on a server, its log, and a clock that a test moves on. */
export async function openScene(slug: string, asked: Way['options'] = {}) {
  const lines: Line[] = [];
  const log = pino({ level: 'info', base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const clock = steppedClock();
  const options = typeof asked === 'function' ? await asked(clock) : asked;
  const tenant = { name: 'Saturn', credentials: { login: LOGIN, password: PASSWORD }, ...options.tenant };
  const the: GivenHttp = await given({
    ...options,
    slug,
    users: [USER, ...(options.users ?? [])],
    log,
    clock,
    // An examination in between would show what a test has not made.
    http: { server: { port: 0, adminPort: 0 }, examination: { daily: false }, ...Object(options.http) },
    upstream: { maxRetries: 0, ...options.upstream },
    tenant,
  });
  const read = () => the.ask(CARDS);
  const status = async () => {
    const body = (await (await fetch(`${the.adminUrl}/readyz?verbose`)).json()) as { tenants: [Status] };
    return body.tenants[0];
  };
  let file = the.file;
  const reasons = async () => (await status()).troubles.map(({ reason }) => reason);
  return {
    ...the,
    clock,
    lines,
    status,
    reasons,
    read,
    /** A reload by which the file says otherwise of the tenant; without changes, what it said first. */
    rewrite(changes: Partial<TenantFile> = {}) {
      const upstream = { connectTimeoutMs: 20_000, ...the.file.upstream, ...changes.upstream };
      file = { ...the.file, ...changes, upstream };
      the.reload({ tenants: [file] });
    },
    /** What a command prints that looks at the tenant as the file says it now, and its exit code. */
    async run(command: string): Promise<string> {
      const folder = mkdtempSync(join(tmpdir(), 'look-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const path = join(folder, 'gateway.yaml');
      // With the retries that an operator's file has.
      const tenant = { ...file, upstream: { ...file.upstream, maxRetries: undefined } };
      writeFileSync(path, JSON.stringify({ intents: { store: 'memory' }, tenants: [tenant], apiKeys: the.apiKeys }));
      const argv = ['dist/cli.js', ...command.split(' '), '--config', path, '--tenant', slug];
      const child = spawn(process.execPath, argv, { env: {} });
      let out = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (out += part));
      const code = await new Promise((resolve) => child.once('close', resolve));
      return `${out}\nexit code ${code}`;
    },
    metrics: async () => (await fetch(`${the.adminUrl}/metrics`)).text(),
    /** Reads again and again until the reason is there, or is gone. */
    async readUntil(reason: TroubleReason, isThere: boolean) {
      const met = async () => {
        await read();
        return (await reasons()).includes(reason);
      };
      await expect.poll(met).toBe(isThere);
    },
  };
}

export type Scene = Awaited<ReturnType<typeof openScene>>;
