import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { given } from '../../kit/given.ts';

// A phone identifier is stored in digits, 7XXXXXXXXXX, and asked for in whatever form a client has it.
const saturn = await given();
beforeAll(async () => {
  await saturn.ask('{ identifierTypes { id } }');
  const add = async (cardId: number, typeId: number, value: string) => {
    const input = { cardId: saturn.id('Card', cardId), typeId: saturn.id('IdentifierType', typeId), value };
    const source = 'mutation ($input: IdentifierAddInput!) { identifierAdd(input: $input) { __typename } }';
    expect((await saturn.ask(source, { input })).data).toEqual({
      identifierAdd: { __typename: 'IdentifierAddPayload' },
    });
  };
  await add(113, 1, '79005550099');
  await add(128, 3, '+7 (900) 000-10-13');
  await add(113, 1, '8000 1234 568');
});
beforeEach(() => saturn.sandbox.clearCalls());

const GUEST = 'query ($identifier: IdentifierValue!) { guest(by: { identifier: $identifier }) { upstreamId } }';
const CARD = 'query ($identifier: IdentifierValue!) { card(by: { identifier: $identifier }) { upstreamId } }';
const MARIA = { upstreamId: '142' };
const calls = (count: number) => ({ 'accounts.byIdentifier': count });
const ofType = (value: string, typeId: number) => ({
  identifier: { value, typeId: saturn.id('IdentifierType', typeId) },
});

describe('a value that can be nothing but a phone', () => {
  test.each([
    '+7 (900) 000-10-42',
    '+79000001042',
    '+7 900 000 10 42',
    '8 (900) 000-10-42',
    '8(900)0001042',
    '(900) 000-10-42',
    '8-900-000-10-42',
    '8 900 000-10-42',
    '900 000-10-42',
    '7-900-000-1042',
  ])('%s finds whoever has it as a phone identifier, with one call more', async (value) => {
    const identifier = { value };
    expect(await saturn.see(GUEST, { identifier })).toEqual({ data: { guest: MARIA }, calls: calls(2) });
    expect(await saturn.see(CARD, { identifier })).toEqual({ data: { card: MARIA }, calls: calls(2) });
  });

  test('in digits costs one call, as ever', async () => {
    expect(await saturn.see(GUEST, { identifier: { value: '79000001042' } })).toEqual({
      data: { guest: MARIA },
      calls: calls(1),
    });
  });

  test('is tried as it stands first: who has just this text wins', async () => {
    expect(await saturn.see(GUEST, { identifier: { value: '+7 (900) 000-10-13' } })).toEqual({
      data: { guest: { upstreamId: '128' } },
      calls: calls(1),
    });
  });

  test('is never the card number of the same digits', async () => {
    expect(await saturn.see(GUEST, { identifier: { value: '79005550099' } })).toMatchObject({
      data: { guest: { upstreamId: '113' } },
    });
    expect(await saturn.see(GUEST, { identifier: { value: '+7 (900) 555-00-99' } })).toEqual({
      data: { guest: null },
      calls: calls(2),
    });
  });

  test('and that nobody has is null', async () => {
    expect(await saturn.see(GUEST, { identifier: { value: '+7 999 999-99-99' } })).toEqual({
      data: { guest: null },
      calls: calls(2),
    });
  });

  test('in two forms is looked up in digits once', async () => {
    const by = ['+79000001042', '8 (900) 000-10-42', '+79000001042'].map((value) => ({ identifier: { value } }));
    expect(await saturn.see('query ($by: [GuestBy!]!) { guestsBy(by: $by) { upstreamId } }', { by })).toEqual({
      data: { guestsBy: [MARIA, MARIA, MARIA] },
      calls: calls(3),
    });
  });
});

describe('a value that may be a card number', () => {
  test.each([
    '89000001042',
    '9000001042',
    '8 900 000 10 42',
    '8900 0001 042',
    '8900-0001-042',
    '8900 000 1042',
    '7 900 000 10 42',
    '890000-01042',
  ])('%s is never turned into a phone', async (value) => {
    expect(await saturn.see(GUEST, { identifier: { value } })).toEqual({ data: { guest: null }, calls: calls(1) });
  });

  test.each(['89000001042', '9000001042', '8 900 000 10 42', '+79000001042'])(
    '%s is a phone where the type is one of phones',
    async (value) => {
      expect(await saturn.see(GUEST, ofType(value, 2))).toEqual({ data: { guest: MARIA }, calls: calls(2) });
      expect(await saturn.see(GUEST, ofType(value, 1))).toEqual({ data: { guest: null }, calls: calls(1) });
    },
  );

  test('with a type that is none of phones is not even looked up in the dictionary when it can be no phone', async () => {
    const jupiter = await given({ variant: 'jupiter', slug: 'saturn' });
    try {
      expect(await jupiter.see(GUEST, ofType('BR-0001', 5))).toEqual({ data: { guest: null }, calls: calls(1) });
    } finally {
      await jupiter.close();
    }
  });
});

test('a server that does not know the parameter typeId names nobody whose identifier is of another type', async () => {
  const other = saturn.sandbox.accounts().find(({ id }) => id === 113);
  const remove = saturn.sandbox.faults.add({
    operationId: 'accounts.byIdentifier',
    do: 'status',
    status: 200,
    body: other,
  });
  try {
    expect((await saturn.see(GUEST, ofType('79005550099', 2))).data).toEqual({ guest: null });
    expect((await saturn.see(GUEST, ofType('79005550099', 1))).data).toEqual({ guest: { upstreamId: '113' } });
  } finally {
    remove();
  }
});
