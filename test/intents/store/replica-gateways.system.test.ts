import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { encodeId } from '../../../src/graph/ids/global-id.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { hashKey, newKey } from '../../../src/tenants/api-keys.ts';
import { startGatewayProcess } from '../../kit/gateway-process.ts';
import { givenPostgres } from '../../kit/given-postgres.ts';
import { DOCUMENTS } from '../../kit/moves.ts';

const postgres = await givenPostgres();

const KEYS = 100;
const AT_ONCE = 8;
const { key: API_KEY } = newKey('site');

interface Gateway {
  readonly child: ChildProcess;
  /** What it said of a deposit of 123.45: null where it did not answer. */
  deposit(card: number, key: string): Promise<Told | null>;
}

interface Told {
  readonly __typename: string;
  readonly replayed?: boolean;
  readonly operation?: { readonly upstreamId: string };
}

async function startGateway(config: string): Promise<Gateway> {
  const { child, url } = await startGatewayProcess(config);
  return {
    child,
    async deposit(card, key) {
      const input = { cardId: encodeId('saturn', 'Card', card), amount: '123.45', reason: key, idempotencyKey: key };
      const request = {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${API_KEY}` },
        body: JSON.stringify({ query: DOCUMENTS.cardDeposit, variables: { input } }),
      };
      const answer = await fetch(url, request).then(
        (response) => response.json(),
        () => null,
      );
      return (answer as { data?: { cardDeposit: Told | null } } | null)?.data?.cardDeposit ?? null;
    },
  };
}

function configFile(url: string, database: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'replicas-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'gateway.yaml');
  const tenant = {
    slug: 'saturn',
    name: 'Saturn',
    baseUrl: url,
    timeZone: 'Europe/Moscow',
    credentials: { login: 'gateway', password: 'gateway' },
    upstream: { breakerCalls: 1_000_000 },
  };
  const apiKeys = [{ id: 'site', tenant: 'saturn', hash: `sha256:${hashKey(API_KEY)}`, roles: ['admin'] }];
  const intents = { store: 'postgres', url: database };
  const secrets = { keys: [{ kid: '2026-11', secret: 's'.repeat(32) }] };
  writeFileSync(path, JSON.stringify({ server: { port: 0 }, intents, tenants: [tenant], apiKeys, secrets }));
  return path;
}

test.skipIf(postgres.isMissing)(
  'two gateway processes on one PostgreSQL, the same keys at both, and one is killed: no key is sent twice, no two answers differ',
  async () => {
    const sandbox = await createSandbox();
    onTestFinished(() => sandbox.close());
    const config = configFile(sandbox.url, (await postgres.database()).reveal());
    // Started at once: one of them makes the tables.
    const gateways = await Promise.all([startGateway(config), startGateway(config)]);
    const cards = sandbox.accounts().flatMap(({ id, isBlocked }) => (isBlocked ? [] : [id]));
    // A card of its own for each: what the killed one was sending keeps its card busy until that is found out.
    expect(cards.length).toBeGreaterThan(KEYS);
    // Whatever the server does, it has booked.
    for (const rule of [{ do: 'reset' }, { do: 'html' }, { do: 'garbage' }] as const)
      sandbox.faults.add({ operationId: 'operations.deposit', phase: 'after', probability: 0.12, ...rule });
    sandbox.faults.add({ operationId: 'operations.list', do: 'status', status: 503, probability: 0.2 });

    const told = new Map<string, Told[]>();
    const asked = new Set<string>();
    const ask = async (key: string, at: number): Promise<void> => {
      asked.add(key);
      const both = [...gateways, ...gateways].map(({ deposit }) => deposit(cards[at] ?? 0, key));
      const answers = (await Promise.all(both)).filter((answer) => answer !== null);
      told.set(key, [...(told.get(key) ?? []), ...answers]);
    };
    const keys = Array.from({ length: KEYS }, (_, at) => `replicas-key-${String(at).padStart(4, '0')}`);
    const queue = keys.entries();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const [at, key] of queue) {
          if (at === KEYS / 2) gateways[1]?.child.kill('SIGKILL');
          await ask(key, at);
        }
      }),
    );
    expect(gateways[1]?.child.killed).toBe(true);
    const isOpen = (key: string) => !told.get(key)?.some(({ operation }) => operation);
    for (let tries = 0; keys.filter(isOpen).length > AT_ONCE && tries < 400; tries++) {
      await pause(300);
      await Promise.all(keys.map((key, at) => isOpen(key) && ask(key, at)));
    }

    const rows = new Map<string, string[]>();
    for (const { id, reason } of sandbox.operations()) {
      const key = reason?.replace(/ #[A-Z2-7]{12}$/, '') ?? '';
      if (asked.has(key)) rows.set(key, [...(rows.get(key) ?? []), String(id)]);
    }
    for (const key of keys) {
      const answers = told.get(key) ?? [];
      expect(
        [...new Set(answers.map(({ __typename }) => __typename))].filter(
          (type) => !/^(CardDepositPayload|OperationPending)$/.test(type),
        ),
        key,
      ).toEqual([]);
      const operations = new Set(answers.flatMap(({ operation }) => operation?.upstreamId ?? []));
      const booked = rows.get(key) ?? [];
      expect(booked.length, key).toBeLessThanOrEqual(1);
      if (operations.size > 0) expect([...operations], key).toEqual(booked);
      expect(answers.filter(({ replayed }) => replayed === false).length, key).toBeLessThanOrEqual(1);
    }
    // What the killed one had begun is open until its deadline and 30 s are over, and only that.
    expect(keys.filter(isOpen).length).toBeLessThanOrEqual(AT_ONCE);
  },
);
