import { describe, expect, test } from 'vitest';
import type { FaultRule } from '../../../src/sandbox/failures/faults.ts';
import { type Given, given } from '../../kit/given.ts';
import { EVERY } from './every.ts';

const BAD_WAYS: [string, FaultRule][] = [
  ['cuts the connection', { do: 'close' }],
  ['resets the connection', { do: 'reset' }],
  ['falls silent', { do: 'hang' }],
  ['answers 500', { do: 'status', status: 500 }],
  ['answers 408', { do: 'status', status: 408 }],
  ['answers 502 in HTML', { do: 'html' }],
  ['answers garbage', { do: 'garbage' }],
  ['answers an object without a field', { do: 'status', status: 200, body: {} }],
];

/** A code that nobody saw cannot be read back; an empty answer says as much about a removal as a full one. */
const settles = (name: string) => name !== 'temporaryIdentifierIssue';
const needsAnswer = (name: string) => name !== 'identifierRemove';

const UNKNOWN = { code: 'UPSTREAM_TIMEOUT', outcome: 'UNKNOWN' };
/** Patient, but with a server that falls silent: what is read back is to come within the time too, on a busy machine. */
const house = (rule: FaultRule = {}) => given({ warm: true, upstream: rule.do === 'hang' ? { timeoutMs: 200 } : {} });

describe.each(EVERY)('$name', (change) => {
  const { name, operation, input, isDone } = change;
  const typeName = `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`;
  const ways = BAD_WAYS.filter(([, rule]) => needsAnswer(name) || rule.status !== 200);

  test.each(ways)('done by a server that then %s, it is told as done, and was sent once', async (_way, rule) => {
    const saturn = await house(rule);
    saturn.fault({ operationId: operation, phase: 'after', ...rule });
    const told = await saturn.mutate(name, input(saturn));
    if (settles(name)) expect(told).toMatchObject({ result: { __typename: typeName } });
    else expect(told.errors).toEqual([`UPSTREAM_TIMEOUT at ${name}`]);
    expect(saturn.writeCounts()).toEqual({ [operation]: 1 });
    expect(await isDone(saturn)).toBe(true);
  });

  test.each(ways)('not done by a server that %s, nobody knows, and it was sent once', async (_way, rule) => {
    const saturn = await house(rule);
    saturn.fault({ operationId: operation, phase: 'before', times: 1, ...rule });
    expect(await saturn.extensions(name, input(saturn))).toMatchObject(UNKNOWN);
    expect(saturn.writeCounts()).toEqual({ [operation]: 1 });
    expect(await isDone(saturn)).toBe(false);
  });

  test('done, cut, and nothing can be read back: nobody knows', async () => {
    const saturn = await house();
    const question = input(saturn);
    saturn.fault({ operationId: operation, phase: 'after', do: 'close' });
    // What is read before the change is sent is read.
    const isReadFirst = /^(groupCreate|identifierTypeCreate|ladderCreate|guestRegister)$/.test(name);
    const reads = isReadFirst || operation === 'accounts.update' ? 1 : 0;
    saturn.fault({ method: 'GET', skip: reads, do: 'status', status: 500, path: '' });
    expect(await saturn.extensions(name, question)).toMatchObject(UNKNOWN);
    expect(saturn.writeCounts()).toEqual({ [operation]: 1 });
  });

  test('a server that cannot be reached is UPSTREAM_UNAVAILABLE: nothing was sent', async () => {
    const saturn = await house();
    const question = input(saturn);
    await saturn.sandbox.close();
    const extensions = await saturn.extensions(name, question);
    expect(extensions).not.toHaveProperty('outcome');
    expect(await saturn.mutate(name, question)).toMatchObject({ errors: [`UPSTREAM_UNAVAILABLE at ${name}`] });
    expect(saturn.writes()).toEqual([]);
  });

  test('a token that has ended is replaced, and the change is done once', async () => {
    const saturn = await house();
    saturn.sandbox.revokeTokens();
    const told = await saturn.mutate(name, input(saturn));
    expect(told).toMatchObject({ result: { __typename: typeName } });
    expect(await isDone(saturn)).toBe(true);
    expect(saturn.sandbox.calls.filter((call) => call.operationId === operation && call.status === 200)).toHaveLength(
      1,
    );
  });
});

test('a registration that arrives after its timeout is found by the next try', async () => {
  const saturn = await given({ warm: true, upstream: { timeoutMs: 250 } });
  saturn.fault({ operationId: 'accounts.insert', times: 1, latencyMs: 700 });
  const input = { phone: '89005550011', groupId: saturn.id('Group', 1) };
  expect(await saturn.extensions('guestRegister', input)).toMatchObject(UNKNOWN);
  const arrived = () => saturn.sandbox.accounts().some(({ phones }) => phones.includes('79005550011'));
  await expect.poll(arrived, { interval: 20 }).toBe(true);
  expect((await saturn.mutate('guestRegister', input, 'alreadyExisted')).result).toMatchObject({
    alreadyExisted: true,
  });
  expect(saturn.sandbox.accounts().filter(({ phones }) => phones.includes('79005550011'))).toHaveLength(1);
});

test('a registration that was cut is told as new when it was ours, and as known when the phone is of somebody else', async () => {
  const saturn = await house();
  saturn.fault({ operationId: 'accounts.insert', phase: 'after', do: 'close' });
  const register = (phone: string) =>
    saturn.mutate(
      'guestRegister',
      { phone, groupId: saturn.id('Group', 1), name: { first: 'Ася' }, consents: { adult: false } },
      'alreadyExisted guest { name { first } }',
    );
  expect((await register('89005550011')).result).toMatchObject({
    alreadyExisted: false,
    guest: { name: { first: 'Ася' } },
  });
  expect((await register('89000001042')).result).toMatchObject({
    alreadyExisted: true,
    guest: { name: { first: 'Мария' } },
  });
});

test('a group, type or ladder that bore the name before is not taken for the one that was to be made', async () => {
  const saturn = await house();
  const levels = [{ name: 'Старт', threshold: '0', discountId: saturn.id('PosDiscount', 1) }];
  const tries: [string, Record<string, unknown>, string][] = [
    ['groupCreate', { name: 'VIP' }, 'accountGroups.insert'],
    ['identifierTypeCreate', { name: 'Браслет', kind: 'OTHER' }, 'identifierTypes.insert'],
    ['ladderCreate', { name: 'Накопительная скидка', levels }, 'discounts.insertCompound'],
  ];
  for (const [name, input, operation] of tries) {
    saturn.fault({ operationId: operation, times: 1, do: 'status', status: 500 });
    expect(await saturn.extensions(name, input)).toMatchObject(UNKNOWN);
    expect((await saturn.mutate(name, input)).result).toMatchObject({ code: 'NAME_TAKEN', path: ['input', 'name'] });
  }
});

test('blocking a blocked card for another reason is not done by the block that was there', async () => {
  const saturn = await house();
  saturn.fault({ operationId: 'accounts.block', do: 'status', status: 500 });
  const again = { cardId: saturn.id('Card', 107), reason: 'Другая причина' };
  expect(await saturn.extensions('cardBlock', again)).toMatchObject(UNKNOWN);
  const same = { cardId: saturn.id('Card', 107), reason: saturn.account(107).blockReason };
  expect((await saturn.mutate('cardBlock', same, 'card { isBlocked }')).result).toMatchObject({
    card: { isBlocked: true },
  });
});

describe('a server that lies', () => {
  const update = (saturn: Given) =>
    saturn.mutate(
      'guestUpdate',
      { guestId: saturn.id('Guest', 142), note: 'Новая заметка', name: { first: 'Мари' } },
      'guest { upstreamId note name { first } }',
    );

  test('by ignoring a field is shown as it is: the answer tells what is stored', async () => {
    const saturn = await house();
    saturn.fault({
      operationId: 'accounts.update',
      do: 'status',
      status: 200,
      body: { ...saturn.account(142), firstName: 'Мари' },
    });
    expect((await update(saturn)).result).toMatchObject({
      guest: { note: 'Любит столик у окна, аллергия на орехи', name: { first: 'Мари' } },
    });
    expect(saturn.writeCounts()).toEqual({ 'accounts.update': 1 });
  });

  test("by answering with somebody else's row shows nobody else: the change is read back", async () => {
    const saturn = await house();
    saturn.fault({
      operationId: 'accounts.update',
      times: 1,
      phase: 'after',
      do: 'status',
      status: 200,
      body: saturn.account(113),
    });
    expect((await update(saturn)).result).toMatchObject({ guest: { upstreamId: '142', note: 'Новая заметка' } });
    saturn.fault({ operationId: 'accounts.update', do: 'status', status: 200, body: saturn.account(113) });
    const other = { guestId: saturn.id('Guest', 142), note: 'Ещё одна' };
    expect(await saturn.extensions('guestUpdate', other)).toMatchObject(UNKNOWN);
  });
});
