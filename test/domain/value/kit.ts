import { expect, onTestFinished } from 'vitest';
import type { Role } from '../../../src/config/scopes.ts';
import { encodeId } from '../../../src/graph/ids/global-id.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { FaultRule } from '../../../src/sandbox/http/faults.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { standingClock, type TestClock } from '../../kit/clock.ts';
import { type HttpAnswer, openGateway } from '../../kit/gateway.ts';

export type Name = 'cardDeposit' | 'cardWithdraw' | 'cardDepositMany' | 'groupDeposit' | 'groupWithdraw';

export interface Who {
  readonly role?: Role;
  readonly tenant?: string;
  readonly signal?: AbortSignal;
  readonly headers?: Record<string, string>;
}

/** What a client was told. `state` is the type of the result without the mutation's name, or the top-level code. */
export interface Told {
  readonly state: string;
  readonly result: Record<string, unknown> | null;
  readonly errors: HttpAnswer['body']['errors'];
}

/** A restaurant behind the whole gateway, over HTTP. What clients are told is held against its ledger when the test ends. */
export interface Bank {
  readonly sandbox: Sandbox;
  readonly gateway: Awaited<ReturnType<typeof openGateway>>;
  readonly clock: TestClock;
  card(account: number): string;
  group(id: number): string;
  /** A new key. */
  key(): string;
  /** The input of a deposit whose reason names its key, so that the ledger tells what was booked for it. */
  give(account: number, amount?: string, key?: string): Input;
  move(name: Name, input: object, who?: Who): Promise<Told>;
  /** The same until something definite is told, with the clock going on between two tries. */
  insist(name: Name, input: object, passMs?: number): Promise<Told>;
  fault(rule: FaultRule): void;
  /** Rows that were booked for a key. */
  rows(key: string): { account: number; amount: number; reason: string | null }[];
  /** Moves that reached the server. */
  sends(): number;
}

export interface Input {
  cardId: string;
  amount: string;
  reason: string;
  idempotencyKey: string;
}

export interface BankOptions {
  readonly slug?: string;
  readonly size?: 'full' | 'small';
  readonly clock?: TestClock;
  /** The server's own, where it is not the gateway's. */
  readonly serverClock?: Clock;
  readonly upstream?: object;
  readonly valueMoves?: object;
  /** In the gateway's file, where it is not the server's. */
  readonly timeZone?: string;
  readonly variant?: SandboxOptions['variant'];
  readonly sandbox?: Sandbox;
  readonly dialect?: object;
  /** Of the gateway's way to the server, where something stands between. */
  readonly url?: string;
  readonly more?: object;
}

const MARKER = / #([A-Z2-7]{12})$/;
const MOVES = new Set(['deposit', 'withdraw', 'groupDeposit', 'groupWithdraw'].map((name) => `operations.${name}`));

/** Of the payloads and failures of each mutation. */
const OPERATION = 'operation { id upstreamId amount reason kind createdAt availableFrom expiresAt balanceAfter }';
const FAILURES = `__typename ... on UserError { code message path }
  ... on OperationPending { idempotencyKey submittedAt }
  ... on OperationNotAppliedError { submittedAt } ... on IdempotencyKeyReusedError { expiredAt }
  ... on InvalidAmountError { maxAmount }`;
const cardFields = (name: string) =>
  `${FAILURES} ... on ${name}Payload { replayed card { upstreamId balance } ${OPERATION} }`;
const groupFields = (name: string) =>
  `${FAILURES} ... on ${name}Payload { replayed complete processed total group { name }
    skipped { reason card { upstreamId isBlocked } } }`;

export const DOCUMENTS: Record<Name, string> = {
  cardDeposit: `mutation ($input: CardDepositInput!) { cardDeposit(input: $input) { ${cardFields('CardDeposit')} } }`,
  cardWithdraw: `mutation ($input: CardWithdrawInput!) { cardWithdraw(input: $input) {
    ${cardFields('CardWithdraw')} ... on InsufficientBalanceError { available } } }`,
  cardDepositMany: `mutation ($input: CardDepositManyInput!) { cardDepositMany(input: $input) {
    ... on CardDepositManyPayload { results { ${cardFields('CardDeposit')} } } } }`,
  groupDeposit: `mutation ($input: GroupDepositInput!) { groupDeposit(input: $input) { ${groupFields('GroupDeposit')} } }`,
  groupWithdraw: `mutation ($input: GroupWithdrawInput!) { groupWithdraw(input: $input) { ${groupFields('GroupWithdraw')} } }`,
};

let keys = 0;

export async function givenBank(options: BankOptions = {}): Promise<Bank> {
  const { slug = 'saturn', clock = standingClock(), variant = 'saturn', upstream = {}, valueMoves = {} } = options;
  const sandbox =
    options.sandbox ??
    (await createSandbox({
      clock: options.serverClock ?? clock,
      faultClock: clock,
      size: options.size ?? 'small',
      variant,
    }));
  const tenant = {
    slug,
    url: options.url ?? sandbox.url,
    upstream: { timeoutMs: 400, ...upstream },
    valueMoves,
    ...(options.dialect ? { dialect: options.dialect } : {}),
    ...(options.timeZone ? { timeZone: options.timeZone } : {}),
  };
  const gateway = await openGateway([tenant], { clock, more: options.more ?? {} });
  // A login that fails with the moves would be another story.
  await gateway.ask('{ groups { id } }');
  sandbox.clearCalls();
  const before = new Map(sandbox.accounts().map(({ id, balance }) => [id, balance]));
  const first = Math.max(0, ...sandbox.operations().map(({ id }) => id));
  const told: { name: Name; key: string; who: string; told: Told }[] = [];

  const ours = () => sandbox.operations().filter(({ id }) => id > first);
  const bank: Bank = {
    sandbox,
    gateway,
    clock,
    card: (account) => encodeId(slug, 'Card', account),
    group: (id) => encodeId(slug, 'Group', id),
    key: () => `key-${String(++keys).padStart(14, '0')}`,
    give(account, amount = '10.00', key = bank.key()) {
      return { cardId: bank.card(account), amount, reason: `Отзыв ${key}`, idempotencyKey: key };
    },
    async move(name, input, who = {}) {
      const { body } = await gateway.ask(DOCUMENTS[name], { input }, who);
      const result = (body.data?.[name] ?? null) as Told['result'];
      const outcome = { state: stateOf(name, result, body.errors), result, errors: body.errors };
      const told1 = (row: Told, { idempotencyKey: key = '' }: Partial<Input>, of: Name) =>
        told.push({ name: of, key, who: who.role ?? 'admin', told: row });
      told1(outcome, input, name);
      const { deposits = [] } = input as { deposits?: Input[] };
      deposits.forEach((row, at) => {
        const one = (result?.results as Told['result'][] | undefined)?.[at] ?? null;
        told1({ state: stateOf('cardDeposit', one, []), result: one, errors: [] }, row, 'cardDeposit');
      });
      return outcome;
    },
    async insist(name, input, passMs = 61_000) {
      for (let tries = 0; tries < 40; tries++) {
        const outcome = await bank.move(name, input);
        if (outcome.state !== 'OperationPending') return outcome;
        clock.advance(passMs);
      }
      throw new Error('pending for ever');
    },
    fault: (rule) => void sandbox.faults.add(rule),
    rows: (key) =>
      ours()
        .filter(({ reason }) => reason?.replace(MARKER, '').endsWith(key))
        .map(({ accountId, amount, reason }) => ({ account: accountId, amount, reason })),
    sends: () => sandbox.calls.filter(({ operationId }) => MOVES.has(operationId ?? '')).length,
  };

  /** Each marker sent once and booked once, nothing lost, nothing said to have failed that was booked, sums exact. */
  const audit = () => {
    const rows = ours().filter(({ userLogin }) => userLogin === 'gateway');
    const once = new Set<string>();
    for (const { accountId, reason } of rows) {
      // A server may have cut it off.
      const marker = MARKER.exec(reason ?? '')?.[1];
      if (marker === undefined) continue;
      expect(once, 'booked twice').not.toContain(`${marker} ${accountId}`);
      once.add(`${marker} ${accountId}`);
    }
    const sent = sandbox.calls.flatMap(({ operationId, body, status }) =>
      MOVES.has(operationId ?? '') && status !== 401 ? (MARKER.exec(String(Object(body).reason))?.[1] ?? []) : [],
    );
    expect(new Set(sent).size, 'sent twice').toBe(sent.length);

    const operations = new Map<string, unknown>();
    const owners = new Map<string, string>();
    for (const { name, key, who, told: outcome } of told) {
      const { state, result } = outcome;
      const operation = result?.operation as { upstreamId: string; amount: string } | undefined;
      if (operation) {
        const row = rows.find(({ id }) => String(id) === operation.upstreamId);
        expect(row && (row.amount / 100).toFixed(2), `${key} was told to be booked`).toBe(operation.amount);
        const known = operations.get(`${who} ${key}`) ?? operation.upstreamId;
        expect(operation.upstreamId, `${key} is one operation`).toBe(known);
        operations.set(`${who} ${key}`, operation.upstreamId);
        const owner = owners.get(operation.upstreamId) ?? `${who} ${key}`;
        expect(`${who} ${key}`, `${operation.upstreamId} is of one key`).toBe(owner);
        owners.set(operation.upstreamId, owner);
      }
      if (FAILED.has(state) && name.startsWith('card'))
        expect(bank.rows(key), `${key} was told to have failed: ${state}`).toEqual([]);
    }
    for (const { id, balance } of sandbox.accounts()) {
      const own = ours().filter(({ accountId }) => accountId === id);
      // What is dated counts on another day.
      const isDated = own.some(({ availableFrom, expiresAt }) => availableFrom !== null || expiresAt !== null);
      if (own.length === 0 || isDated) continue;
      const sum = own.reduce((all, { amount }) => all + amount, 0);
      expect(balance, `the balance of ${id}`).toBe((before.get(id) ?? 0) + sum);
    }
  };
  onTestFinished(async () => {
    // Connections that were not used lately need not be waited for.
    clock.advance(2000);
    await gateway.close();
    try {
      audit();
    } finally {
      if (!options.sandbox) await sandbox.close();
    }
  });
  return bank;
}

/** Final for their key: whatever it is used for afterwards, nothing is booked. */
const FAILED = new Set([
  'OperationNotAppliedError',
  'CardNotFoundError',
  'CardBlockedError',
  'InsufficientBalanceError',
  'UPSTREAM_REJECTED',
]);

function stateOf(name: Name, result: Told['result'], errors: Told['errors']): string {
  if (result === null) return String(errors?.[0]?.extensions.code);
  const type = String(result.__typename ?? 'Payload');
  return type.toLowerCase() === `${name}payload`.toLowerCase() ? 'Payload' : type;
}
