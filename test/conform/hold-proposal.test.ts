import { expect, test } from 'vitest';
import { DEFAULT_DIALECT } from '../../src/config/dialect.ts';
import { holdProposal } from '../../src/conform/hold-proposal.ts';
import type { Diagnosis } from '../../src/doctor/diagnosis.ts';
import { readDocumentHash } from '../../src/doctor/drift/read-document-hash.ts';
import { type Alterations, createAlteringServer } from '../kit/altering-server.ts';
import { configOf } from '../kit/config.ts';
import { given } from '../kit/given.ts';

const PROPOSED: Diagnosis = {
  ok: true,
  place: {},
  dialect: {},
  isReached: true,
  // What is proposed may be pasted nevertheless.
  canServe: false,
  findings: [],
  operations: [],
};

/** A proposal of doctor, held against a server that is wrong in one way. */
async function held(server: Alterations, openapi?: string, dialect: Diagnosis['dialect'] = {}) {
  const { file, clock, sandbox } = await given({ between: ({ origin }) => createAlteringServer(origin, server) });
  const { config } = configOf([file]);
  const [tenant] = config.tenants;
  if (!tenant) throw new Error('no tenant');
  const quick = { ...clock, after: (ms: number, run: () => void) => clock.after(ms === 60_000 ? 0 : ms, run) };
  const outcome = await holdProposal({ config, tenant, diagnosis: { ...PROPOSED, dialect }, openapi, clock: quick });
  const hashOf = (dialect: object) =>
    readDocumentHash({
      baseUrl: tenant.baseUrl,
      credentials: tenant.credentials,
      dialect: { ...DEFAULT_DIALECT, ...dialect },
      clock,
    });
  // Each round reads the groups once.
  return { ...outcome, hashOf, rounds: sandbox.callCounts()['accountGroups.list'] };
}

test('an operation that reads wrong is proposed as missing, and the rest is held once more without it', async () => {
  const { diagnosis, conformity, rounds, hashOf } = await held({
    answer(path, answer) {
      // A row of each page is not shown.
      if (path === '/operations/list' && Array.isArray(answer.items) && answer.items.length > 5)
        answer.items.splice(3, 1);
    },
  });
  expect(diagnosis.ok).toBe(false);
  expect(diagnosis.dialect.missing).toEqual(expect.arrayContaining(['operations.list', 'operations.get']));
  expect(diagnosis.findings.map(({ code, operation }) => `${code} ${operation}`)).toContain(
    'READS_WRONG operations.list',
  );
  expect(conformity?.features.find(({ feature }) => feature === 'operations.walk')).toMatchObject({
    verdict: 'UNTOLD',
    text: 'UPSTREAM_UNSUPPORTED (operations.list)',
  });
  expect(conformity?.ok).toBe(true);
  expect(rounds).toBe(2);
  // What the gateway compares from now on, which does not ask for what is missing.
  const checked = diagnosis.dialect.checked?.document;
  expect(checked).toBe(await hashOf(diagnosis.dialect));
  expect(checked).not.toBe(await hashOf({}));
});

test('amounts that bear no sign are refused alone', async () => {
  const { diagnosis, conformity } = await held({
    answer(path, answer) {
      if (path === '/operations/list')
        for (const row of answer.items as { amount: number }[]) row.amount = Math.abs(row.amount);
    },
  });
  expect(diagnosis).toMatchObject({ ok: false, dialect: { money: { Operation: 'unproven' } } });
  expect(diagnosis.dialect.missing).toBeUndefined();
  expect(conformity?.ok).toBe(true);
});

test('a filter that leaves out what it should let through is refused alone', async () => {
  const { diagnosis, conformity, rounds } = await held(
    {
      query(path, query) {
        if (path === '/accounts/list' && query.has('search')) query.set('search', 'ъъъъ');
      },
    },
    '/openapi.json',
  );
  expect(diagnosis).toMatchObject({
    ok: false,
    dialect: { missing: ['accounts.list.search'], checked: { openapi: '/openapi.json' } },
  });
  expect(diagnosis.findings).toMatchObject([{ code: 'READS_WRONG', operation: null }]);
  expect(conformity?.ok).toBe(true);
  expect(rounds).toBe(2);
});

test('kinds that are other ones by their receipts are left unread', async () => {
  const words: Record<string, string> = { DEPOSIT: 'manual', POS_BONUS: 'accrual' };
  const { diagnosis, conformity } = await held(
    {
      answer(path, answer) {
        if (path === '/operations/list')
          for (const row of answer.items as { kind: string }[]) row.kind = words[row.kind] ?? row.kind;
      },
    },
    undefined,
    { values: { 'Operation.kind': { DEPOSIT: 'accrual', POS_BONUS: 'manual' } } },
  );
  expect(diagnosis.ok).toBe(false);
  expect(diagnosis.dialect.values).toBeUndefined();
  expect(conformity?.features.find(({ feature }) => feature === 'operations.kinds')?.verdict).toBe('UNTOLD');
});

test('a list that is wrong is refused though nobody knows the unit of its amounts', async () => {
  const { diagnosis } = await held(
    {
      query(path, query) {
        if (path === '/operations/list' && !query.has('dateFrom')) query.set('dateFrom', '2026-03-01T00:00:00');
      },
    },
    undefined,
    { moneyUnit: 'unproven' },
  );
  expect(diagnosis.dialect).toMatchObject({ moneyUnit: 'unproven', missing: ['operations.list', 'operations.get'] });
  expect(diagnosis.dialect.checked?.conform ?? null).toBeNull();
});
