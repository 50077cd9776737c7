import { pino } from 'pino';
import { expect, test } from 'vitest';
import { given } from '../kit/given.ts';

test('reloads under load cost no login and no read', async () => {
  const saturn = await given({ http: true, clock: Date.now() });
  let isOver = false;
  let answers = 0;
  const failed: unknown[] = [];
  const read = async () => {
    while (!isOver) {
      const { body } = await saturn.ask('{ cards(first: 3) { nodes { number } } groups { name } }');
      answers += 1;
      if (body.errors) failed.push(body.errors);
    }
  };
  const clients = Array.from({ length: 4 }, read);
  for (const timeoutMs of [4001, 4002, 4003]) {
    const before = answers;
    saturn.reload({ tenants: [{ ...FILE, ...saturn.file, upstream: { ...saturn.file.upstream, timeoutMs } }] });
    await expect.poll(() => answers).toBeGreaterThan(before + 8);
  }
  isOver = true;
  await Promise.all(clients);
  expect(failed).toEqual([]);
  expect(saturn.sandbox.callCounts()['auth.login']).toBe(1);
});

const FILE = {
  name: 'Saturn',
  timeZone: 'Europe/Moscow',
  credentials: { login: 'gateway', password: 'gateway' },
};

test('a tenant that is removed with an open move is named in the log', async () => {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const saturn = await given({ http: true, warm: true, log });
  saturn.fault({ operationId: 'operations.deposit', phase: 'after', do: 'reset', times: 1 });
  saturn.fault({ operationId: 'operations.list', do: 'status', status: 500 });
  expect((await saturn.move('cardDeposit', saturn.give(101))).state).toBe('OperationPending');
  saturn.reload({ tenants: [{ ...FILE, slug: 'venus', baseUrl: saturn.file.baseUrl }], apiKeys: [] });
  await expect.poll(() => lines.filter(({ moves }) => moves !== undefined)).toHaveLength(1);
  expect(lines.find(({ moves }) => moves !== undefined)).toMatchObject({ tenant: 'saturn', moves: 1 });
});
