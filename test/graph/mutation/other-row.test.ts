import { expect, test } from 'vitest';
import { type Given, given } from '../../kit/given.ts';

// A server whose path, parameter or cache is not what it should be answers with a row that nobody asked for.
const STRANGER = 113;
const stranger = (house: Given) => structuredClone(house.account(STRANGER));
const card = (selection: string) => `{ card(by: { upstreamId: "142" }) { upstreamId ${selection} } }`;

test.each<[string, string, (house: Given) => unknown, (house: Given) => string, object]>([
  ['a card', 'accounts.get', stranger, () => card('balance'), { card: null }],
  [
    'a guest',
    'accounts.get',
    stranger,
    ({ id }) => `{ guest(by: { id: "${id('Guest', 142)}" }) { upstreamId phones } }`,
    { guest: null },
  ],
  [
    'a node',
    'accounts.get',
    stranger,
    ({ id }) => `{ node(id: "${id('Guest', 142)}") { id ... on Guest { phones } } }`,
    { node: null },
  ],
  [
    'an operation',
    'operations.get',
    ({ sandbox }) => sandbox.operations()[5],
    ({ id, sandbox }) => `{ operation(id: "${id('Operation', sandbox.operations()[0]?.id ?? 0)}") { upstreamId } }`,
    { operation: null },
  ],
  [
    'a balance',
    'accounts.balance',
    () => ({ accountId: STRANGER, bonusBalance: 5 }),
    () => card('balanceDetails { available }'),
    { card: { upstreamId: '142', balanceDetails: null } },
  ],
  [
    'a report of spend',
    'accounts.report',
    () => ({ accountId: STRANGER, spentSumDay: 5 }),
    () => card('spending { day }'),
    { card: { upstreamId: '142', spending: null } },
  ],
])(
  "instead of %s somebody else's: it is an error and shows nobody a stranger",
  async (_what, operationId, body, query, data) => {
    const house = await given({ warm: true });
    house.fault({ operationId, do: 'status', status: 200, body: body(house) });
    const told = await house.ask(query(house));
    expect(told.data).toEqual(data);
    expect(told.errors).toEqual([expect.stringMatching(/^UPSTREAM_MALFORMED OTHER_ROW at /)]);
  },
);

test('one that does not name the account of a balance is believed', async () => {
  const house = await given({ warm: true });
  house.fault({ operationId: 'accounts.balance', do: 'status', status: 200, body: { bonusBalance: 5 } });
  const told = await house.ask(card('balanceDetails { available }'));
  expect(told).toMatchObject({ data: { card: { balanceDetails: { available: '0.05' } } }, errors: [] });
});

const CHANGES: [string, string, (house: Given) => [object, unknown]][] = [
  ['cardBlock', 'accounts.block', (house) => [{ cardId: house.id('Card', 142), reason: 'x' }, stranger(house)]],
  [
    'groupUpdate',
    'accountGroups.update',
    ({ id }) => [
      { groupId: id('Group', 2), name: 'Новая' },
      { id: 1, name: 'Чужая' },
    ],
  ],
  [
    'identifierTypeUpdate',
    'identifierTypes.update',
    ({ id }) => [
      { identifierTypeId: id('IdentifierType', 5), name: 'Кольцо' },
      { id: 1, name: 'Чужой', kind: 'CARD' },
    ],
  ],
  [
    'ladderUpdate',
    'discounts.updateCompound',
    ({ id }) => [
      { ladderId: id('Ladder', 102), name: 'Новая' },
      { id: 101, kind: 'COMPOUND', name: 'Чужая', levels: [] },
    ],
  ],
  [
    'identifierAdd',
    'accounts.addIdentifier',
    ({ id }) => [
      { cardId: id('Card', 142), typeId: id('IdentifierType', 1), value: '700001' },
      { id: 9, accountId: STRANGER, typeId: 1, value: '700001' },
    ],
  ],
  [
    'guestRegister',
    'accounts.insert',
    (house) => [{ phone: '89005550011', groupId: house.id('Group', 1) }, stranger(house)],
  ],
];

test.each(CHANGES)(
  '%s answered with another row is read back, and told as done when it was',
  async (name, operationId, answered) => {
    const house = await given({ warm: true });
    const [input, body] = answered(house);
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`;
    house.fault({ operationId, times: 1, do: 'status', status: 200, body });
    expect(await house.extensions(name, input as Record<string, unknown>)).toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
      outcome: 'UNKNOWN',
    });
    house.fault({ operationId, times: 1, phase: 'after', do: 'status', status: 200, body });
    const told = await house.mutate(name, input as Record<string, unknown>);
    expect(told.result).toMatchObject({ __typename: type });
    expect(told.calls).toMatchObject({ [operationId]: 1 });
  },
);
