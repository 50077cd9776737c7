import { expect, test } from 'vitest';
import { hashKey, newKey } from '../../../../src/tenants/api-keys.ts';
import { given } from '../../../kit/given.ts';
import { DOCUMENTS } from '../../../kit/moves.ts';

test('a deposit is booked, and the same key tells the same outcome again however the amount is written', async () => {
  const bank = await given({ http: true, warm: true });
  const input = bank.give(101, '1.10');
  const first = await bank.move('cardDeposit', input);
  expect(first).toMatchObject({
    state: 'Payload',
    result: { replayed: false, operation: { amount: '1.10', reason: input.reason, kind: 'DEPOSIT' } },
  });
  for (const amount of ['1.1', '1.10', '01.1']) {
    const again = await bank.move('cardDeposit', { ...input, amount });
    expect(again.result).toEqual({ ...first.result, replayed: true });
  }
  expect([bank.sends(), bank.rows(input.idempotencyKey).length]).toEqual([1, 1]);
});

test('a reason is the same with blanks around it; a date that is null is one that is absent', async () => {
  const bank = await given({ http: true, warm: true });
  const input = bank.give(101);
  await bank.move('cardDeposit', input);
  const same = { ...input, reason: `  ${input.reason}\n`, availableFrom: null, expiresAt: null };
  expect((await bank.move('cardDeposit', same)).result).toMatchObject({ replayed: true });
  expect(bank.sends()).toBe(1);
});

test('the same key for anything else is refused, and nothing is sent', async () => {
  const bank = await given({ http: true, warm: true });
  const input = { ...bank.give(101), availableFrom: '2026-04-01', expiresAt: '2026-05-01' };
  expect((await bank.move('cardDeposit', input)).result).toMatchObject({
    operation: { availableFrom: '2026-04-01', expiresAt: '2026-05-01' },
  });
  const { cardId: _, availableFrom: _from, expiresAt: _to, ...rest } = input;
  const others: [Parameters<typeof bank.move>[0], object][] = [
    ['cardDeposit', { ...input, amount: '10.01' }],
    ['cardDeposit', { ...input, cardId: bank.card(102) }],
    ['cardDeposit', { ...input, reason: `${input.reason}!` }],
    ['cardDeposit', { ...input, availableFrom: '2026-04-02' }],
    ['cardDeposit', { ...input, availableFrom: null }],
    ['cardDeposit', { ...input, expiresAt: '2026-05-02' }],
    ['cardDeposit', { ...input, expiresAt: null }],
    ['cardWithdraw', { ...rest, cardId: input.cardId }],
    ['groupDeposit', { ...rest, groupId: bank.group(7), availableFrom: '2026-04-01', expiresAt: '2026-05-01' }],
    ['groupWithdraw', { ...rest, groupId: bank.group(7) }],
  ];
  for (const [name, other] of others) {
    expect(await bank.move(name, other), JSON.stringify(other)).toMatchObject({
      state: 'IdempotencyKeyReusedError',
      result: { code: 'IDEMPOTENCY_KEY_REUSED', path: ['input', 'idempotencyKey'], expiredAt: null },
    });
  }
  expect(bank.sends()).toBe(1);
});

test('another principal with the same key is independent, and a rotated key is the same principal', async () => {
  const bank = await given({ http: true, warm: true });
  const input = bank.give(101);
  const answers = [];
  for (const role of ['admin', 'delivery', 'crm'] as const)
    answers.push(await bank.move('cardDeposit', { ...input, amount: role === 'crm' ? '3.00' : '2.00' }, { role }));
  expect(answers.map(({ result }) => result?.replayed)).toEqual([false, false, false]);
  expect(bank.rows(input.idempotencyKey).map(({ amount }) => amount)).toEqual([200, 200, 300]);
});

test('two keys of one id are one principal, as a retry after a rotation must be', async () => {
  const secrets = [newKey('delivery').key, newKey('delivery').key];
  const apiKeys = secrets.map((key) => ({
    id: 'delivery',
    tenant: 'saturn',
    hash: `sha256:${hashKey(key)}`,
    roles: ['delivery'],
  }));
  const bank = await given({ http: { apiKeys } });
  const input = bank.give(101);
  const replayed = [];
  for (const key of secrets) {
    const { result } = await bank.move('cardDeposit', input, { headers: { Authorization: `Bearer ${key}` } });
    replayed.push(result?.replayed);
  }
  expect(replayed).toEqual([false, true]);
});

test('the same key at two restaurants books at each its own, and an id of the other one is not found', async () => {
  const jupiter = await given({ variant: 'jupiter' });
  const saturn = await given({ http: true, beside: [jupiter] });
  const counts = () => [saturn, jupiter].map(({ sandbox }) => sandbox.operations().length);
  const before = counts();
  const idOf = async (tenant: string) => {
    const { body } = await saturn.ask('{ card(by: { upstreamId: "101" }) { id } }', {}, { tenant });
    return Object(body.data).card.id as string;
  };
  const ids = { saturn: await idOf('saturn'), jupiter: await idOf('jupiter') };
  const give = async (tenant: 'saturn' | 'jupiter', cardId: string) => {
    const input = { cardId, amount: '5', reason: 'Отзыв', idempotencyKey: 'one-key-for-two-restaurants' };
    const { body } = await saturn.ask(DOCUMENTS.cardDeposit, { input }, { tenant });
    return Object(body.data).cardDeposit;
  };
  expect(await give('saturn', ids.jupiter)).toMatchObject({ code: 'CARD_NOT_FOUND', path: ['input', 'cardId'] });
  expect(await give('saturn', ids.saturn)).toMatchObject({ replayed: false });
  expect(await give('jupiter', ids.jupiter)).toMatchObject({ replayed: false });
  expect(await give('jupiter', ids.saturn)).toMatchObject({ code: 'CARD_NOT_FOUND' });
  expect(counts()).toEqual(before.map((count) => count + 1));
});

test('50 equal requests at once: one booking, 50 equal answers', async () => {
  const bank = await given({ http: true, warm: true });
  bank.fault({ operationId: 'operations.deposit', latencyMs: 50 });
  const input = bank.give(101);
  const answers = await Promise.all(Array.from({ length: 50 }, () => bank.move('cardDeposit', input)));
  const shown = answers.map(({ result }) => ({ ...result, replayed: null }));
  for (const one of shown) expect(one).toEqual(shown[0]);
  expect(answers.map(({ state }) => state)).toEqual(answers.map(() => 'Payload'));
  expect(answers.filter(({ result }) => result?.replayed === false)).toHaveLength(1);
  expect(bank.sends()).toBe(1);
});

test('25 and 25 with two contents at once: one of them is booked, the other is told so', async () => {
  const bank = await given({ http: true, warm: true });
  const input = bank.give(101);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, at) => bank.move('cardDeposit', { ...input, amount: at % 2 ? '1' : '2' })),
  );
  const count = (wanted: string) => answers.filter(({ state }) => state === wanted).length;
  expect([count('Payload'), count('IdempotencyKeyReusedError')]).toEqual([25, 25]);
  expect(bank.sends()).toBe(1);
});

test('while the first still runs, the same key waits two seconds and is then pending', async () => {
  const bank = await given({ http: true, warm: true, upstream: { timeoutMs: 5000 } });
  bank.fault({ operationId: 'operations.deposit', latencyMs: 2600, times: 1 });
  const input = bank.give(101);
  const first = bank.move('cardDeposit', input);
  const began = performance.now();
  const second = await bank.move('cardDeposit', input);
  expect(second).toMatchObject({ state: 'OperationPending', result: { idempotencyKey: input.idempotencyKey } });
  expect(performance.now() - began).toBeGreaterThan(1900);
  expect(await first).toMatchObject({ state: 'Payload', result: { replayed: false } });
  expect(await bank.move('cardDeposit', input)).toMatchObject({ result: { replayed: true } });
});

test('what was booked is seen in the same answer and by the next field of the same document', async () => {
  const bank = await given({ http: true, warm: true });
  const before = (bank.sandbox.accounts().find(({ id }) => id === 101)?.balance ?? 0) / 100;
  const input = bank.give(101, '7.50');
  const document = `mutation ($input: CardDepositInput!, $card: ID!) {
    first: cardUpdate(input: { cardId: $card, messages: { screen: "Здравствуйте" } }) {
      ... on CardUpdatePayload { card { balance operations(first: 1) { nodes { upstreamId } } } } }
    cardDeposit(input: $input) { ... on CardDepositPayload {
      operation { upstreamId reason card { balance } }
      card { balance availableToWithdraw balanceDetails { available }
        operations(first: 1) { totalCount nodes { upstreamId amount reason } } } } }
    after: cardUpdate(input: { cardId: $card, messages: { screen: null } }) {
      ... on CardUpdatePayload { card { balance operations(first: 1) { nodes { upstreamId } } } } } }`;
  for (const round of [0, 1, 2]) {
    // The second use of a document is compiled, and must show the same.
    const idempotencyKey = bank.key();
    const now = { ...input, idempotencyKey, reason: `Отзыв ${idempotencyKey}` };
    const { body } = await bank.ask(document, { input: now, card: input.cardId });
    const sum = (before + 7.5 * (round + 1)).toFixed(2);
    const { first, cardDeposit, after } = Object(body.data);
    const { operation, card } = cardDeposit;
    expect(first.card.balance).toBe((before + 7.5 * round).toFixed(2));
    expect(operation.card.balance).toBe(sum);
    expect(card).toMatchObject({ balance: sum, balanceDetails: { available: sum } });
    expect(card.operations.nodes).toEqual([{ upstreamId: operation.upstreamId, amount: '7.50', reason: now.reason }]);
    expect(first.card.operations.nodes[0].upstreamId).not.toBe(operation.upstreamId);
    expect(after.card).toMatchObject({ balance: sum, operations: { nodes: [{ upstreamId: operation.upstreamId }] } });
  }
});

test('markers of ours are shown nowhere, and what merely looks like one stays', async () => {
  const bank = await given({ http: true, warm: true });
  const { sandbox } = bank;
  const foreign = 'Подарок #ABCDEFGHIJKL';
  const token = 'saturn-crm-token';
  await fetch(`${sandbox.url}/operations/deposit`, {
    method: 'POST',
    headers: { authorization: `bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ accountId: 101, amount: 100, reason: foreign }),
  });
  const input = bank.give(101);
  const { result } = await bank.move('cardDeposit', input);
  expect(Object(result).operation.reason).toBe(input.reason);
  const { body } = await bank.ask(
    'query ($id: ID!, $operation: ID!) { card(by: { id: $id }) { operations(first: 2) { nodes { reason } } } operation(id: $operation) { reason } operations(first: 2) { nodes { reason } } }',
    { id: input.cardId, operation: Object(result).operation.id },
  );
  const { card, operation, operations } = Object(body.data);
  const reasons = [{ reason: input.reason }, { reason: foreign }];
  expect(card.operations.nodes).toEqual(reasons);
  expect(operations.nodes).toEqual(reasons);
  expect(operation.reason).toBe(input.reason);
});

test('what it was booked for is told for 30 days; after that the key is refused with the date', async () => {
  const bank = await given({ http: true, warm: true });
  const input = bank.give(101);
  await bank.move('cardDeposit', input);
  const day = 86_400_000;
  bank.clock.advance(30 * day - 1000);
  expect((await bank.move('cardDeposit', input)).result).toMatchObject({ replayed: true });
  bank.clock.advance(1000);
  for (const amount of ['10.00', '11.00'])
    expect(await bank.move('cardDeposit', { ...input, amount })).toMatchObject({
      state: 'IdempotencyKeyReusedError',
      result: { expiredAt: '2026-04-09T15:00:00+03:00' },
    });
  expect(bank.sends()).toBe(1);
});

test('a client that leaves in the middle changes nothing: it is booked once, and told to whoever asks again', async () => {
  const bank = await given({ http: true, warm: true });
  bank.fault({ operationId: 'operations.deposit', latencyMs: 150 });
  const inputs = Array.from({ length: 5 }, (_, at) => bank.give(101 + at));
  await Promise.all(
    inputs.map(async (input, at) => {
      const leave = new AbortController();
      const asked = bank.move('cardDeposit', input, { signal: leave.signal });
      setTimeout(() => leave.abort(), 20 + at * 20);
      await expect(asked).rejects.toThrow();
    }),
  );
  const again = await Promise.all(inputs.map((input) => bank.move('cardDeposit', input)));
  expect(again.map(({ state }) => state)).toEqual(inputs.map(() => 'Payload'));
  for (const { idempotencyKey } of inputs) expect(bank.rows(idempotencyKey)).toHaveLength(1);
});

test('one document moves value once, however it is written', async () => {
  const bank = await given({ http: true, warm: true });
  const input = bank.give(101);
  const other = bank.give(102);
  const field = '{ __typename }';
  const documents = [
    `mutation ($a: CardDepositInput!, $b: CardDepositInput!) { x: cardDeposit(input: $a) ${field} y: cardDeposit(input: $b) ${field} }`,
    `mutation ($a: CardDepositInput!, $b: CardWithdrawInput!) { cardDeposit(input: $a) ${field} cardWithdraw(input: $b) ${field} }`,
    `mutation ($a: CardDepositInput!, $b: CardDepositInput!) { cardDeposit(input: $a) ${field} cardDepositMany(input: { deposits: [$b] }) ${field} }`,
    `mutation ($a: CardDepositInput!, $b: CardDepositInput!) { ...M ... on Mutation { y: cardDeposit(input: $b) ${field} } } fragment M on Mutation { x: cardDeposit(input: $a) ${field} }`,
  ];
  for (const document of documents) {
    for (const _ of [1, 2, 3]) {
      const { body } = await bank.ask(document, { a: input, b: other });
      expect(body.errors?.[0]?.extensions.code, document).toBe('QUERY_TOO_COMPLEX');
    }
  }
  expect(bank.sends()).toBe(0);
});

test('who may not move value is refused before anything is sent', async () => {
  const bank = await given({ http: true, warm: true });
  const input = bank.give(101);
  const { cardId: _, ...rest } = input;
  const group = { ...rest, groupId: bank.group(7) };
  const asked: [Parameters<typeof bank.move>[0], object, 'booking' | 'guest-app' | 'analytics' | 'delivery'][] = [
    ['cardDeposit', input, 'booking'],
    ['cardWithdraw', input, 'guest-app'],
    ['cardDeposit', input, 'analytics'],
    ['cardDepositMany', { deposits: [input] }, 'delivery'],
    ['groupDeposit', group, 'delivery'],
    ['groupWithdraw', group, 'delivery'],
  ];
  for (const [name, asking, role] of asked)
    expect((await bank.move(name, asking, { role })).state, `${name} ${role}`).toBe('FORBIDDEN');
  expect([bank.sends(), Object.values(bank.sandbox.callCounts())]).toEqual([0, []]);
  // The key was not touched.
  expect((await bank.move('cardDeposit', { ...input, amount: '2' }, { role: 'delivery' })).state).toBe('Payload');
});
