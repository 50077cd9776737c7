import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { systemClock } from '../../src/lib/clock.ts';
import type { SandboxDialect } from '../../src/sandbox/dialect/dialect.ts';
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Upstream } from '../../src/upstream/client.ts';
import {
  accountBalance,
  accountByIdentifier,
  accountReport,
  getAccount,
  listAccounts,
} from '../../src/upstream/resources/accounts.ts';
import { accountsByIds } from '../../src/upstream/resources/accounts-by-ids.ts';
import { getDiscount } from '../../src/upstream/resources/discounts.ts';
import { getGroup } from '../../src/upstream/resources/groups.ts';
import { getIdentifierType } from '../../src/upstream/resources/identifier-types.ts';
import { listCall } from '../../src/upstream/resources/list-call.ts';
import { getOperation, listOperations } from '../../src/upstream/resources/operations.ts';
import { getReport, listReports } from '../../src/upstream/resources/reports.ts';
import { publicSettings } from '../../src/upstream/resources/settings.ts';
import { authInfo } from '../../src/upstream/resources/users.ts';
import { runCli } from '../commands/run-cli.ts';
import { createGraph } from '../kit/graph.ts';
import { clientOf, failureOf } from '../kit/upstream-client.ts';

/** Snake case, roubles, bare arrays, no filters by ids; four paths and three fields renamed; one section missing. */
const STRANGE: Partial<SandboxDialect> = {
  keyCase: 'snake',
  moneyUnit: 'roubles',
  listEnvelope: 'array',
  idsFilter: false,
  operationIdsFilter: false,
  paths: {
    'accounts.list': 'GET /cards/all',
    'accounts.insert': 'POST /accounts/add',
    'operations.list': 'GET /transactions',
    'operations.deposit': 'POST /operations/accrue',
  },
  names: { 'Account.lastName': 'surname', 'Operation.accountId': 'account_no', 'Operation.reason': 'comment' },
  missing: ['tags.list'],
  document: 'fastapi',
};

/** Both servers have the same guests, whose past ends at the same moment. */
const begun = Date.now();
const clock = { now: () => begun, after: systemClock.after };
const servers: Record<'usual' | 'strange', Sandbox> = {} as never;
beforeAll(async () => {
  servers.usual = await createSandbox({ clock });
  servers.strange = await createSandbox({ clock, dialect: STRANGE });
  return async () => {
    await servers.usual.close();
    await servers.strange.close();
  };
});

/** A configuration of one tenant; `dialect` is pasted as doctor printed it. */
function configFile(baseUrl: string, dialect = '{}'): string {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'gateway.yaml');
  writeFileSync(
    path,
    `tenants:
  - slug: saturn
    name: Saturn
    baseUrl: ${baseUrl}
    timeZone: Europe/Moscow
    credentials: { login: gateway, password: gateway }
    dialect: ${dialect}
`,
  );
  return path;
}

function tenantOf(path: string) {
  const loaded = loadConfig({ path, env: {} });
  if ('faults' in loaded) throw new Error(JSON.stringify(loaded.faults));
  const [tenant] = loaded.config.tenants;
  if (!tenant) throw new Error('no tenant');
  return tenant;
}

async function proposed() {
  const { code, out, err } = await runCli(['doctor', '--json', '--config', configFile(servers.strange.url)]);
  const tenant = JSON.parse(out).tenants[0];
  return { code, err, tenant, dialect: JSON.stringify(tenant.dialect) };
}

test('doctor proposes the whole dialect, and says that it tried it', async () => {
  const { code, err, tenant } = await proposed();
  expect([code, err, tenant.slug, tenant.ok]).toEqual([1, '', 'saturn', false]);
  const { listEnvelope: _, document: __, ...dialect } = STRANGE;
  const { checked, ...proposal } = tenant.dialect;
  expect(proposal).toEqual(dialect);
  expect(checked).toEqual({
    document: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    conform: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
  });
  const codes = tenant.findings.map((finding: { code: string }) => finding.code);
  expect(codes).toContain('DIALECT_VERIFIED');
  expect(codes).not.toContain('DIALECT_FAILS');
  expect(codes).not.toContain('READ_FAILED');
});

test('the proposal, pasted into the file as it stands, leaves doctor nothing to say against it', async () => {
  const { dialect } = await proposed();
  const path = configFile(servers.strange.url, dialect);
  const { code, out } = await runCli(['doctor', '--all', '--config', path, '--tenant', 'saturn']);
  expect(code).toBe(0);
  expect(out).toMatch(/^saturn: the gateway can serve it\n/);
  expect(out).toMatch(/DIALECT_FITS +the configured dialect fits: \d+ reads through the gateway's client worked/);
  expect((await runCli(['check-config', '--config', path])).code).toBe(0);
});

/** Every read of the resources, but for tags and for totals that bare arrays cannot tell. */
async function readAllOf(upstream: Upstream) {
  const items = async <T>(page: Promise<{ items: T[] }>) => (await page).items;
  const accounts = await items(listAccounts(upstream, { limit: 60, sort: 'balance', order: 'desc' }));
  const ids = accounts.map(({ id }) => id);
  const [first = 0] = ids;
  const card = accounts.flatMap(({ identifiers }) => identifiers).find(({ isTemporary }) => !isTemporary);
  const operations = await items(listOperations(upstream, { accountId: first, limit: 40 }));
  return {
    accounts,
    page: await items(listAccounts(upstream, { limit: 5, offset: 17, isBlocked: false })),
    named: await items(listAccounts(upstream, { search: accounts[3]?.lastName ?? '', limit: 5 })),
    some: await accountsByIds(upstream, [...ids.slice(0, 20), 999_999_999]),
    one: await getAccount(upstream, first),
    byCard: await accountByIdentifier(upstream, { value: card?.value ?? '' }),
    balance: await accountBalance(upstream, first),
    report: await accountReport(upstream, first),
    operations,
    booked: await items(
      listOperations(upstream, { kind: ['DEPOSIT', 'POS_BONUS'], dateFrom: '2020-01-01T00:00:00', limit: 30 }),
    ),
    operation: await getOperation(upstream, operations[0]?.id ?? 0),
    groups: await items(listCall('accountGroups.list')(upstream, {})),
    group: await getGroup(upstream, 1),
    types: await items(listCall('identifierTypes.list')(upstream, {})),
    type: await getIdentifierType(upstream, 1),
    discounts: await items(listCall('discounts.list')(upstream, {})),
    discount: await getDiscount(upstream, 1),
    reports: await listReports(upstream),
    totals: await getReport(upstream, 'TOTALS', { dateFrom: '2020-01-01', dateTo: '2030-01-01' }),
    top: await getReport(upstream, 'TOP_GUESTS', { dateFrom: '2020-01-01', dateTo: '2030-01-01', limit: 5 }),
    restaurants: await items(listCall('restaurants.list')(upstream, {})),
    settings: await publicSettings(upstream),
    users: await items(listCall('users.list')(upstream, {})),
    self: await authInfo(upstream),
  };
}

test('with it every read of the client gives what the usual server gives', async () => {
  const usual = tenantOf(configFile(servers.usual.url));
  const strange = tenantOf(configFile(servers.strange.url, (await proposed()).dialect));
  const [expected, found] = await Promise.all(
    [usual, strange].map(({ baseUrl, credentials, dialect }) => readAllOf(clientOf(baseUrl, { credentials, dialect }))),
  );
  expect(found).toEqual(expected);
  expect(expected?.accounts).toHaveLength(60);
  expect(expected?.operations.length).toBeGreaterThan(0);
  expect(expected?.totals?.rows.length).toBeGreaterThan(0);
  const { baseUrl, credentials, dialect } = strange;
  const refused = await failureOf(listCall('tags.list')(clientOf(baseUrl, { credentials, dialect }), {}));
  expect([refused.kind, refused.sent]).toEqual(['UNSUPPORTED', 'NOT_SENT']);
});

const CARD = `id upstreamId number balance availableToWithdraw creditLimit isBlocked blockReason bonusTypeCode updatedAt
  identifiers { id value isTemporary expiresAt type { id } }
  group { id name comment } discount { __typename id name }
  guest { id name { full last first patronymic } gender birthday phones email registeredAt note }`;
const QUERIES = [
  `{ cards(first: 30) { nodes { ${CARD} } pageInfo { hasNextPage } } }`,
  `{ cards(first: 10, orderBy: { field: BALANCE, direction: DESC }) { nodes { ${CARD}
      balanceDetails { __typename } spending { __typename } ladderProgress { __typename }
      operations(first: 5) { nodes { id kind amount reason createdAt businessDate balanceAfter card { id } } } } } }`,
  `{ operations(first: 40) { nodes { id upstreamId kind amount affectsBalance reason createdAt user card { number guest { name { full } } } identifier { value } } } }`,
  '{ guests(first: 20) { nodes { id name { full } phones referredBy { id } card { balance } } } }',
  '{ groups { id name cards(first: 3) { nodes { id balance } } } discounts { __typename id name } identifierTypes { id name } reports { code name } }',
];

test('with it the graph answers every query as on the usual server, and says which section is not there', async () => {
  const usual = createGraph([tenantOf(configFile(servers.usual.url))], clock);
  const strange = createGraph([tenantOf(configFile(servers.strange.url, (await proposed()).dialect))], clock);
  onTestFinished(async () => {
    await usual.close();
    await strange.close();
  });
  for (const query of QUERIES) {
    const expected = await usual.ask(query);
    const found = await strange.ask(query);
    expect(expected.errors).toEqual([]);
    expect({ data: found.data, errors: found.errors }).toEqual({ data: expected.data, errors: [] });
    expect(JSON.stringify(expected.data).length).toBeGreaterThan(500);
  }
  const tags = await strange.ask('{ cards(first: 1) { nodes { id guest { tags { name } } } } }');
  expect(tags.errors).toEqual([expect.stringMatching(/^UPSTREAM_UNSUPPORTED.* at cards\.nodes\.0\.guest\.tags$/)]);
  expect(tags.data).toMatchObject({ cards: { nodes: [{ guest: { tags: null } }] } });
});
