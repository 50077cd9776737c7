import { expect } from 'vitest';
import { endpoints } from '../../src/contract/endpoints.ts';
import type { IdType } from '../../src/graph/ids/global-id.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { TestClock } from './clock.ts';
import type { HttpAnswer, Who } from './gateway.ts';

export type Name =
  | 'cardDeposit'
  | 'cardWithdraw'
  | 'cardDepositMany'
  | 'groupDeposit'
  | 'groupWithdraw'
  | 'operationReverse';

/** What a client was told. `state` is the type of the result without the mutation's name, or the top-level code. */
export interface Told {
  readonly state: string;
  readonly result: Record<string, unknown> | null;
  readonly errors: HttpAnswer['body']['errors'];
}

export interface Input {
  cardId: string;
  amount: string;
  reason: string;
  idempotencyKey: string;
}

/** Of the payloads and failures of each mutation. */
const OPERATION = 'operation { id upstreamId amount reason kind createdAt availableFrom expiresAt balanceAfter }';
const FAILURES = `__typename ... on UserError { code message path }
  ... on OperationPending { idempotencyKey submittedAt state askAgainAfter }
  ... on OperationNotAppliedError { submittedAt } ... on IdempotencyKeyReusedError { expiredAt }`;
const LIMIT = '... on InvalidAmountError { maxAmount }';
const cardFields = (name: string) =>
  `${FAILURES} ... on ${name}Payload { replayed card { upstreamId balance } ${OPERATION} }`;
const groupFields = (name: string) =>
  `${FAILURES} ... on ${name}Payload { replayed complete processed total group { name }
    skipped { reason card { upstreamId isBlocked } } }`;

export const DOCUMENTS: Record<Name, string> = {
  cardDeposit: `mutation ($input: CardDepositInput!) { cardDeposit(input: $input) { ${cardFields('CardDeposit')} ${LIMIT} } }`,
  cardWithdraw: `mutation ($input: CardWithdrawInput!) { cardWithdraw(input: $input) {
    ${cardFields('CardWithdraw')} ${LIMIT} ... on InsufficientBalanceError { available } } }`,
  operationReverse: `mutation ($input: OperationReverseInput!) { operationReverse(input: $input) {
    ${cardFields('OperationReverse')} ... on OperationReversePayload { originalState reversedTotal }
    ... on InsufficientBalanceError { available } ... on NothingToReverseError { left } } }`,
  cardDepositMany: `mutation ($input: CardDepositManyInput!) { cardDepositMany(input: $input) {
    ... on CardDepositManyPayload { results { ${cardFields('CardDeposit')} ${LIMIT} } } } }`,
  groupDeposit: `mutation ($input: GroupDepositInput!) { groupDeposit(input: $input) { ${groupFields('GroupDeposit')} ${LIMIT} } }`,
  groupWithdraw: `mutation ($input: GroupWithdrawInput!) { groupWithdraw(input: $input) { ${groupFields('GroupWithdraw')} ${LIMIT} } }`,
};

const MARKER = / #([A-Z2-7]{12})$/;
let keys = 0;

interface MovesOptions {
  readonly sandbox: Sandbox;
  readonly clock: TestClock;
  id(type: IdType, local: number): string;
  ask(query: string, variables: object, who?: Who): Promise<HttpAnswer>;
}

/** Value moves over HTTP. `audit` holds what clients were told against the ledger of the server. */
export function auditedMoves({ sandbox, clock, id, ask }: MovesOptions) {
  const before = new Map(sandbox.accounts().map(({ id, balance }) => [id, balance]));
  const first = Math.max(0, ...sandbox.operations().map(({ id }) => id));
  const told: { name: Name; key: string; who: string; told: Told }[] = [];
  const ours = () => sandbox.operations().filter(({ id }) => id > first);

  /** A new idempotency key. */
  const key = () => `key-${String(++keys).padStart(14, '0')}`;
  const card = (account: number) => id('Card', account);
  const move = async (name: Name, input: object, who: Who = {}): Promise<Told> => {
    const { body } = await ask(DOCUMENTS[name], { input }, who);
    const result = (body.data?.[name] ?? null) as Told['result'];
    const outcome = { state: stateOf(name, result, body.errors), result, errors: body.errors };
    const note = (row: Told, { idempotencyKey = '' }: Partial<Input>, of: Name) =>
      told.push({ name: of, key: idempotencyKey, who: who.role ?? 'admin', told: row });
    note(outcome, input, name);
    const { deposits = [] } = input as { deposits?: Input[] };
    deposits.forEach((row, at) => {
      const one = (result?.results as Told['result'][] | undefined)?.[at] ?? null;
      note({ state: stateOf('cardDeposit', one, []), result: one, errors: [] }, row, 'cardDeposit');
    });
    return outcome;
  };
  /** Rows that were booked for a key. */
  const rows = (key: string) =>
    ours()
      .filter(({ reason }) => reason?.replace(MARKER, '').endsWith(key))
      .map(({ accountId, amount, reason }) => ({ account: accountId, amount, reason }));

  /** Each marker sent once and booked once, nothing lost, nothing said to have failed that was booked, sums exact. */
  const audit = () => {
    const booked = ours().filter(({ userLogin }) => userLogin === 'gateway');
    const once = new Set<string>();
    for (const { accountId, reason } of booked) {
      // A server may have cut it off.
      const marker = MARKER.exec(reason ?? '')?.[1];
      if (marker === undefined) continue;
      expect(once, 'booked twice').not.toContain(`${marker} ${accountId}`);
      once.add(`${marker} ${accountId}`);
    }
    const sent = sandbox.calls.flatMap(({ operationId, body, status }) =>
      Object(endpoints)[operationId ?? '']?.isValueMove && status !== 401
        ? (MARKER.exec(String(Object(body).reason))?.[1] ?? [])
        : [],
    );
    expect(new Set(sent).size, 'sent twice').toBe(sent.length);

    const operations = new Map<string, unknown>();
    const owners = new Map<string, string>();
    for (const { name, key, who, told: outcome } of told) {
      const { state, result } = outcome;
      const operation = result?.operation as { upstreamId: string; amount: string } | undefined;
      if (operation) {
        const row = booked.find(({ id }) => String(id) === operation.upstreamId);
        expect(row && (row.amount / 100).toFixed(2), `${key} was told to be booked`).toBe(operation.amount);
        const known = operations.get(`${who} ${key}`) ?? operation.upstreamId;
        expect(operation.upstreamId, `${key} is one operation`).toBe(known);
        operations.set(`${who} ${key}`, operation.upstreamId);
        const owner = owners.get(operation.upstreamId) ?? `${who} ${key}`;
        expect(`${who} ${key}`, `${operation.upstreamId} is of one key`).toBe(owner);
        owners.set(operation.upstreamId, owner);
      }
      if (FAILED.has(state) && name.startsWith('card'))
        expect(rows(key), `${key} was told to have failed: ${state}`).toEqual([]);
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

  return {
    audit,
    key,
    card,
    group: (group: number) => id('Group', group),
    move,
    rows,
    /** The input of a deposit whose reason names its key, so that the ledger tells what was booked for it. */
    give(account: number, amount = '10.00', idempotencyKey = key()): Input {
      return { cardId: card(account), amount, reason: `Отзыв ${idempotencyKey}`, idempotencyKey };
    },
    /** The input of a reversal of the move of a key. */
    takeBack(originalKey: string, amount?: string, idempotencyKey = key()) {
      return {
        originalKey,
        ...(amount === undefined ? {} : { amount }),
        reason: `Отмена ${idempotencyKey}`,
        idempotencyKey,
      };
    },
    /** The same until something definite is told, with the clock going on between two tries. */
    async insist(name: Name, input: object, passMs = 61_000): Promise<Told> {
      for (let tries = 0; tries < 40; tries++) {
        const outcome = await move(name, input);
        if (outcome.state !== 'OperationPending') return outcome;
        clock.advance(passMs);
      }
      throw new Error('pending for ever');
    },
  };
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
