import { createHmac } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { encodeId, type IdType } from '../../../src/graph/ids/global-id.ts';
import { at } from '../../kit/at.ts';
import { given } from '../../kit/given.ts';

const SECRET = 'a secret of the tests, 32 bytes long';
const guestTokens = { keys: [{ kid: 'first', secret: SECRET }] };

const jupiter = await given({ variant: 'jupiter' });
const saturn = await given({ http: { guestTokens }, beside: [jupiter] });
const { clock } = saturn;
const sandboxes = [saturn.sandbox, jupiter.sandbox];
const gateway = saturn;
afterEach(() => gateway.reload({}));

const id = (type: IdType, local: number, tenant = 'saturn') => encodeId(tenant, type, local);

const ISSUE = `mutation ($input: GuestTokenIssueInput!) { guestTokenIssue(input: $input) {
  __typename
  ... on GuestTokenIssuePayload { token expiresAt guest { id name { full } } }
  ... on UserError { code path }
} }`;

type Who = Parameters<typeof gateway.ask>[2];
const asApp: Who = { role: 'guest-app' };

const issue = (by: object, more: object = {}, who = asApp) => gateway.ask(ISSUE, { input: { by, ...more } }, who);

async function tokenOf(guest: number, tenant = 'saturn', more = {}): Promise<string> {
  const { body } = await issue({ id: id('Guest', guest, tenant) }, more, { tenant, role: 'guest-app' });
  return at<string>(body, 'data', 'guestTokenIssue', 'token');
}

const asGuest = (token: string): Who => ({ headers: { Authorization: `Bearer ${token}` } });
const WHO = '{ viewer { kind tenant { slug } guest { id } } }';
const NOBODY = { status: 401, code: 'UNAUTHENTICATED' };
const whoIs = async (token: string) => {
  const { status, body } = await gateway.ask(WHO, {}, asGuest(token));
  return body.data?.viewer ?? { status, code: body.errors?.[0]?.extensions.code };
};

const MARIA = { kind: 'GUEST', tenant: { slug: 'saturn' }, guest: { id: id('Guest', 142) } };
const NOT_FOUND = { __typename: 'GuestNotFoundError', code: 'GUEST_NOT_FOUND', path: ['input', 'by'] };

test.each<[what: string, by: object]>([
  ['id', { id: id('Guest', 142) }],
  ['phone', { phone: '8 900 000-10-42' }],
  ['card number', { identifier: { value: '2000000010427' } }],
  ['phone as an identifier', { identifier: { value: '+7 (900) 000-10-42' } }],
])('a token is issued by %s', async (_what, by) => {
  const { body, headers } = await issue(by);
  expect(body).toEqual({
    data: {
      guestTokenIssue: {
        __typename: 'GuestTokenIssuePayload',
        token: expect.stringMatching(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/),
        expiresAt: '2026-03-10T15:15:00+03:00',
        guest: { id: id('Guest', 142), name: { full: 'Иванова Мария Сергеевна' } },
      },
    },
  });
  expect(headers.get('cache-control')).toBe('no-store');
  expect(await whoIs(at(body, 'data', 'guestTokenIssue', 'token'))).toEqual(MARIA);
});

test('a token lives for ttlSeconds, at most an hour', async () => {
  const { body } = await issue({ id: id('Guest', 142) }, { ttlSeconds: 3600 });
  expect(at(body, 'data', 'guestTokenIssue', 'expiresAt')).toBe('2026-03-10T16:00:00+03:00');
  for (const ttlSeconds of [0, -1, 3601]) {
    const { body: refused } = await issue({ id: id('Guest', 142) }, { ttlSeconds });
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', reason: 'OUT_OF_RANGE' });
  }
});

test('no token is issued by e-mail, and nothing is asked of the server', async () => {
  sandboxes[0]?.clearCalls();
  const { body } = await issue({ email: 'maria.ivanova@saturn-guest.example' });
  expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', reason: 'EMAIL_NOT_ACCEPTED' });
  expect(sandboxes[0]?.calls).toEqual([]);
});

test('a temporary identifier finds the guest, but no token is issued by it', async () => {
  const temporary = `mutation { temporaryIdentifierIssue(input: { cardId: "${id('Card', 142)}" }) {
    ... on TemporaryIdentifierIssuePayload { temporaryIdentifier { value } } } }`;
  const { body } = await gateway.ask(temporary, {}, asApp);
  const value = at<string>(body, 'data', 'temporaryIdentifierIssue', 'temporaryIdentifier', 'value');
  const found = await gateway.ask(`{ guest(by: { identifier: { value: "${value}" } }) { id } }`, {}, asApp);
  expect(found.body).toEqual({ data: { guest: { id: id('Guest', 142) } } });
  expect((await issue({ identifier: { value } })).body).toEqual({ data: { guestTokenIssue: NOT_FOUND } });
});

test.each<[what: string, by: object]>([
  ['nobody', { id: id('Guest', 999_999) }],
  ['nobody by phone', { phone: '+79990000000' }],
  ['nobody by identifier', { identifier: { value: '0' } }],
  ['a guest of another tenant', { id: id('Guest', 142, 'jupiter') }],
  ['a card', { id: id('Card', 142) }],
])('for %s there is no token', async (_what, by) => {
  expect((await issue(by)).body).toEqual({ data: { guestTokenIssue: NOT_FOUND } });
});

test('a phone of several guests is AMBIGUOUS, never a token of the first', async () => {
  const { body } = await issue({ phone: '+79000001002' });
  expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', reason: 'AMBIGUOUS' });
  expect(body.data).toEqual({ guestTokenIssue: null });
});

test('without the scope, and without guest tokens in the configuration, it is FORBIDDEN without a call', async () => {
  sandboxes[0]?.clearCalls();
  const lacking = await issue({ id: id('Guest', 142) }, {}, { role: 'booking' });
  expect(lacking.body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  gateway.reload({ guestTokens: null });
  const off = await issue({ id: id('Guest', 142) });
  expect(off.body.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', reason: 'NOT_CONFIGURED' });
  expect(sandboxes[0]?.calls).toEqual([]);
});

test('a token is dead once it has expired', async () => {
  const token = await tokenOf(142);
  clock.advance(929_000);
  expect(await whoIs(token)).toEqual(MARIA);
  clock.advance(1_000);
  expect(await whoIs(token)).toEqual(NOBODY);
});

test.each<[what: string, changes: () => object]>([
  ['its key is revoked', () => ({ apiKeys: gateway.apiKeys.filter((key) => key.id !== 'guest-app') })],
  [
    'its key lost the scope',
    () => ({ apiKeys: gateway.apiKeys.map((key) => (key.id === 'guest-app' ? { ...key, roles: ['booking'] } : key)) }),
  ],
  ['its secret is gone', () => ({ guestTokens: { keys: [{ kid: 'first', secret: SECRET.toUpperCase() }] } })],
  ['its kid is gone', () => ({ guestTokens: { keys: [{ kid: 'second', secret: SECRET }] } })],
])('a token is dead once %s', async (_what, changes) => {
  const token = await tokenOf(142);
  expect(await whoIs(token)).toEqual(MARIA);
  gateway.reload(changes());
  expect(await whoIs(token)).toEqual(NOBODY);
  gateway.reload({});
  expect(await whoIs(token)).toEqual(MARIA);
});

test('a change of secrets leaves no gap: the former one stays for its tokens', async () => {
  const token = await tokenOf(142);
  gateway.reload({ guestTokens: { keys: [{ kid: 'second', secret: SECRET.toUpperCase() }, ...guestTokens.keys] } });
  expect(await whoIs(token)).toEqual(MARIA);
  expect(await whoIs(await tokenOf(142))).toEqual(MARIA);
});

test('a token of one tenant is nobody to another: its guest is never looked up there', async () => {
  const saturn = await tokenOf(142);
  const jupiter = await tokenOf(142, 'jupiter');
  expect(await whoIs(jupiter)).toEqual({
    ...MARIA,
    tenant: { slug: 'jupiter' },
    guest: { id: id('Guest', 142, 'jupiter') },
  });
  const [header, , signature] = saturn.split('.');
  expect(await whoIs(`${header}.${jupiter.split('.')[1]}.${signature}`)).toEqual(NOBODY);
  const ids = ['Guest', 'Card'].map((type) => id(type as IdType, 142, 'jupiter'));
  sandboxes[1]?.clearCalls();
  const { body } = await gateway.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids }, asGuest(saturn));
  expect(body).toEqual({ data: { nodes: [null, null] } });
  expect(sandboxes[1]?.calls).toEqual([]);
});

test('who holds the secret of one tenant only by the key of another is nobody', async () => {
  const claims = { iss: 'probonus-gateway', aud: 'jupiter', sub: '142', azp: 'nobody', exp: clock.now() / 1000 + 900 };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', kid: 'first' })}.${part(claims)}`;
  const token = `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
  expect(await whoIs(token)).toEqual(NOBODY);
});

test('debugging is not for guests', async () => {
  const token = await tokenOf(142);
  const headers = { Authorization: `Bearer ${token}`, 'X-Gateway-Debug': 'upstream' };
  expect((await gateway.ask(WHO, {}, { headers })).body).toEqual({ data: { viewer: MARIA } });
});
