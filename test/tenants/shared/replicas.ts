import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { encodeId } from '../../../src/graph/ids/global-id.ts';
import { hashKey, newKey } from '../../../src/tenants/api-keys.ts';
import { startGatewayProcess } from '../../kit/gateway-process.ts';
import { CARDS, firstCard } from '../../kit/mannered-server.ts';
import { DOCUMENTS } from '../../kit/moves.ts';

const { key: API_KEY } = newKey('site');

/** The file of gateways that share one PostgreSQL, on one server. */
export function replicasFile(url: string, database: string, more: object = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'replicas-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'gateway.yaml');
  const tenant = {
    slug: 'saturn',
    name: 'Saturn',
    baseUrl: url,
    timeZone: 'Europe/Moscow',
    credentials: { login: 'gateway', password: 'gateway' },
    valueMoves: { settleSeconds: 2 },
  };
  const file = {
    server: { port: 0 },
    intents: { store: 'postgres', url: database },
    secrets: { keys: [{ kid: '2026-11', secret: 's'.repeat(32) }] },
    tenants: [tenant],
    apiKeys: [{ id: 'site', tenant: 'saturn', hash: `sha256:${hashKey(API_KEY)}`, roles: ['admin'] }],
    ...more,
  };
  writeFileSync(path, JSON.stringify(file));
  return path;
}

export interface Replica {
  readonly child: ChildProcess;
  /** `data`, or the codes of its errors; null where nobody listens. */
  ask(query: string, variables?: object, credential?: string): Promise<Answered | null>;
}

export interface Answered {
  readonly data: Record<string, Record<string, unknown> | null> | null;
  readonly codes: readonly string[];
}

export async function startReplica(config: string): Promise<Replica> {
  const { child, url } = await startGatewayProcess(config);
  return {
    child,
    async ask(query, variables = {}, credential = API_KEY) {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${credential}` };
      const request = { method: 'POST', headers, body: JSON.stringify({ query, variables }) };
      const body = await fetch(url, request).then(
        (response) => response.json(),
        () => null,
      );
      if (body === null) return null;
      const { data = null, errors = [] } = body as { data?: Answered['data']; errors?: { extensions: object }[] };
      return { data, codes: errors.map(({ extensions }) => String(Object(extensions).code)) };
    },
  };
}

const READ = 'query ($id: String!) { card(by: { upstreamId: $id }) { balance } }';

type Outcome = 'OPEN' | 'BOOKED' | 'NOT_APPLIED';

/** Reads and deposits at all replicas until it is ended; a deposit is asked for until its outcome is known. */
export function putUnderLoad(replicas: readonly Replica[], { readers = 4, movers = 1 } = {}) {
  const counts = { reads: 0, unanswered: 0 };
  const failed: string[] = [];
  const outcomes = new Map<string, Outcome>();
  let isOver = false;
  let next = 0;

  const read = async (at: number): Promise<void> => {
    for (let card = firstCard; !isOver; card = firstCard + ((card + 1 - firstCard) % CARDS)) {
      const answer = await replicas[at]?.ask(READ, { id: String(card) });
      counts.reads++;
      if (!answer) counts.unanswered++;
      else if (!answer.data?.card) failed.push(answer.codes.join());
      await pause(answer ? 10 : 100);
    }
  };
  const move = async (at: number): Promise<void> => {
    while (!isOver) {
      const card = firstCard + (next % CARDS);
      const key = `replicas-key-${String(next++).padStart(6, '0')}`;
      outcomes.set(key, 'OPEN');
      await insist(at, key, card);
    }
  };
  /** At another replica where the first does not answer, with the same key. */
  const insist = async (at: number, key: string, card: number): Promise<void> => {
    const input = { cardId: encodeId('saturn', 'Card', card), amount: '1.00', reason: key, idempotencyKey: key };
    for (let tries = 0; tries < 300; tries++) {
      const answer = await replicas[(at + tries) % replicas.length]?.ask(DOCUMENTS.cardDeposit, { input });
      const type = answer?.data?.cardDeposit?.__typename;
      if (type === 'CardDepositPayload') return void outcomes.set(key, 'BOOKED');
      if (type === 'OperationNotAppliedError') return void outcomes.set(key, 'NOT_APPLIED');
      if (type !== undefined && type !== 'OperationPending') throw new Error(String(type));
      await pause(200);
    }
  };
  const loops = replicas.flatMap((_, at) => [
    ...Array.from({ length: readers }, () => read(at)),
    ...Array.from({ length: movers }, () => move(at)),
  ]);
  return {
    counts,
    outcomes,
    /** Codes of the reads that failed since the last call. */
    failures: () => failed.splice(0),
    async end() {
      isOver = true;
      await Promise.all(loops);
    },
  };
}
