import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { encodeId } from '../../../src/graph/ids/global-id.ts';
import { hashKey, newKey } from '../../../src/tenants/api-keys.ts';
import { CARDS, firstCard } from '../../kit/mannered-server.ts';
import { DOCUMENTS } from '../../kit/moves.ts';
import type { Move } from './ledger.ts';

/** No bound on speed: on a busy machine the standard ones end calls that have nothing to do with what is away. */
export const PATIENT = { connectTimeoutMs: 20_000, timeoutMs: 20_000, deadlineMs: 30_000 };

interface Written {
  /** What the lines of a tenant have besides, by its slug. */
  readonly tenants?: Readonly<Record<string, object>>;
  /** Slugs with a second key. */
  readonly second?: readonly string[];
}

export interface ReplicasFileOptions {
  /** Addresses of the tenants' servers by slug, in the order of the file. */
  readonly servers: Readonly<Record<string, string>>;
  readonly database: string;
  readonly drainSeconds: number;
}

/** The file of gateways that share one PostgreSQL. */
export function replicasFile({ servers, database, drainSeconds }: ReplicasFileOptions) {
  const folder = mkdtempSync(join(tmpdir(), 'replicas-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'gateway.yaml');
  const slugs = Object.keys(servers);
  const keysOf = (id: string) => Object.fromEntries(slugs.map((slug) => [slug, newKey(id).key]));
  const [keys, secondKeys] = [keysOf('site'), keysOf('till')];
  const entry = (id: string, tenant: string, key = '') => ({
    ...{ id, tenant, hash: `sha256:${hashKey(key)}`, roles: ['admin'] },
  });
  const write = ({ tenants = {}, second = [] }: Written): void => {
    const file = {
      server: { port: 0, drainSeconds },
      intents: { store: 'postgres', url: database },
      secrets: { keys: [{ kid: '2026-11', secret: 's'.repeat(32) }] },
      tenants: slugs.map((slug) => ({
        ...{ slug, name: slug, baseUrl: servers[slug], timeZone: 'Europe/Moscow' },
        ...{ credentials: { login: 'gateway', password: 'gateway' }, valueMoves: { settleSeconds: 2 } },
        upstream: PATIENT,
        ...tenants[slug],
      })),
      apiKeys: [
        ...slugs.map((slug) => entry('site', slug, keys[slug])),
        ...second.map((slug) => entry('till', slug, secondKeys[slug])),
      ],
    };
    writeFileSync(path, JSON.stringify(file));
  };
  write({});
  return { path, write, keys, secondKeys };
}

interface Answered {
  readonly data: Record<string, Record<string, unknown> | null> | null;
  readonly codes: readonly string[];
}

/** `data`, and the codes of its errors; null where nobody answered. */
export async function askAt(url: string, credential: string, query: string, variables = {}): Promise<Answered | null> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${credential}` };
  try {
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const { data = null, errors = [] } = (await response.json()) as {
      data?: Answered['data'];
      errors?: { extensions: object }[];
    };
    return { data, codes: errors.map(({ extensions }) => String(Object(extensions).code)) };
  } catch {
    return null;
  }
}

export const READ = 'query ($id: String!) { card(by: { upstreamId: $id }) { balance } }';

export interface LoadOptions {
  readonly tenant: string;
  readonly credential: string;
  readonly readers: number;
  readonly movers: number;
}

/** Reads and deposits at an address until it is ended; a deposit is asked for until its outcome is known. */
export function putUnderLoad(url: string, { tenant, credential, readers, movers }: LoadOptions) {
  const counts = { reads: 0, unanswered: 0 };
  const failed: string[] = [];
  const moveCodes = new Set<string>();
  const moves = new Map<string, Move>();
  let unanswered = 0;
  let isOver = false;

  const ask = async (query: string, variables: object): Promise<Answered | null> => {
    const answer = await askAt(url, credential, query, variables);
    if (answer === null) {
      counts.unanswered++;
      unanswered++;
    }
    return answer;
  };
  const read = async (): Promise<void> => {
    for (let card = firstCard; !isOver; card = firstCard + ((card + 1 - firstCard) % CARDS)) {
      const answer = await ask(READ, { id: String(card) });
      counts.reads++;
      if (answer && !answer.data?.card) failed.push(answer.codes.join());
      await pause(answer ? 10 : 100);
    }
  };
  const deposit = async (key: string, { card, asks }: Move): Promise<Move> => {
    const input = { cardId: encodeId(tenant, 'Card', card), amount: '1.00', reason: key, idempotencyKey: key };
    const answer = await ask(DOCUMENTS.cardDeposit, { input });
    for (const code of answer?.codes ?? []) moveCodes.add(code);
    const { __typename: type, operation } = answer?.data?.cardDeposit ?? {};
    const asked = { card, asks: asks + 1 };
    if (type === 'CardDepositPayload')
      return { ...asked, state: 'BOOKED', operationId: String(Object(operation).upstreamId) };
    if (type === 'OperationNotAppliedError') return { ...asked, state: 'NOT_APPLIED' };
    if (type !== undefined && type !== 'OperationPending') throw new Error(String(type));
    return { ...asked, state: 'OPEN' };
  };
  const move = async (): Promise<void> => {
    while (!isOver) {
      const key = `replicas-key-${String(moves.size).padStart(6, '0')}`;
      let told: Move = { card: firstCard + (moves.size % CARDS), state: 'OPEN', asks: 0 };
      moves.set(key, told);
      while (told.state === 'OPEN' && told.asks < 1500) {
        if (told.asks > 0) await pause(200);
        told = await deposit(key, told);
        moves.set(key, told);
      }
    }
  };
  const loops = [...Array.from({ length: readers }, read), ...Array.from({ length: movers }, move)];
  return {
    counts,
    moves,
    moveCodes,
    /** Codes of the reads that failed, and the number of requests without an answer, since the last call. */
    failures() {
      const since = { failed: failed.splice(0), unanswered };
      unanswered = 0;
      return since;
    },
    async end() {
      isOver = true;
      await Promise.all(loops);
    },
    /** Those whose outcome, asked for again, is told otherwise. */
    async retold(keys: readonly string[]): Promise<string[]> {
      const same = await Promise.all(
        keys.map(async (key) => {
          const first = moves.get(key);
          const again = first && (await deposit(key, first));
          return again?.state === first?.state && again?.operationId === first?.operationId;
        }),
      );
      return keys.filter((_, at) => !same[at]);
    },
  };
}
