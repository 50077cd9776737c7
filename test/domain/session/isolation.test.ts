import { expect, test } from 'vitest';
import { at } from '../../kit/at.ts';
import { errorsOf, givenStaff, SECRETS, TRAINEE } from './kit.ts';

const CARD = '{ card(by: { upstreamId: "142" }) { balance discount { name } group { name } } }';
const OTHER_KEY = { kid: 'b', secret: 'another-secret-of-thirty-two-bytes!' };
const node = (type: string, id: number) => Buffer.from(`saturn:${type}:${id}`).toString('base64url');

test('what one user may read is in no copy that another gets, whoever read it first', async () => {
  const { logIn, as, ask, callers } = await givenStaff();
  const [admin, trainee] = [await logIn(), await logIn(TRAINEE)];
  const askers = {
    admin: () => as(admin, CARD),
    trainee: () => as(trainee, CARD),
    key: () => ask(CARD),
  };
  const discountOf = ({ body }: Awaited<ReturnType<typeof as>>) =>
    (body.data?.card as { discount: unknown } | undefined)?.discount;
  for (let turn = 0; turn < 3; turn += 1) {
    const names = Object.keys(askers) as (keyof typeof askers)[];
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) => {
        const name = names[(index + turn) % 3] ?? 'key';
        return askers[name]().then((answer) => ({ name, answer }));
      }),
    );
    for (const { name, answer } of answers) {
      const isRefused = name === 'trainee';
      expect([name, errorsOf(answer)]).toEqual([name, isRefused ? ['FORBIDDEN SERVER_ROLE at card.discount'] : []]);
      expect(discountOf(answer)).toEqual(isRefused ? null : { name: expect.any(String) });
    }
  }
  // One copy of what each may read, and no copy of what it may not.
  expect(callers('accountGroups.list').sort()).toEqual(['admin', 'gateway', 'trainee']);
  expect(
    callers('discounts.list')
      .filter((login) => login !== 'trainee')
      .sort(),
  ).toEqual(['admin', 'gateway']);
});

test('two sessions of one user share no copy, and a copy ends with its session', async () => {
  const { logIn, as, callers } = await givenStaff();
  const [one, two] = [await logIn(), await logIn()];
  await as(one, CARD);
  await as(one, CARD);
  await as(two, CARD);
  expect(callers('accountGroups.list')).toEqual(['admin', 'admin']);
});

test('a change of a dictionary is seen by everybody, whoever made it', async () => {
  const { logIn, as, ask } = await givenStaff();
  const token = await logIn();
  const names = async () => {
    const answers = await Promise.all([as(token, '{ groups { name } }'), ask('{ groups { name } }')]);
    return answers.map(({ body }) =>
      at<{ name: string }[]>(body, 'data', 'groups')
        .map(({ name }) => name)
        .includes('Новая'),
    );
  };
  expect(await names()).toEqual([false, false]);
  const rename = (name: string) =>
    `mutation { groupUpdate(input: { groupId: "${node('Group', 9)}", name: "${name}" }) { __typename } }`;
  await as(token, rename('Новая'));
  expect(await names()).toEqual([true, true]);
  await ask(rename('Старая'));
  expect(await names()).toEqual([false, false]);
});

test('a user of one tenant is nobody at another, and finds nothing of it', async () => {
  const { logIn, as, jupiter } = await givenStaff();
  const token = await logIn();
  jupiter.sandbox.clearCalls();
  const foreign = Buffer.from('jupiter:Card:142').toString('base64url');
  const { body } = await as(token, `{ node(id: "${foreign}") { id } viewer { tenant { slug } } }`);
  expect(body).toEqual({ data: { node: null, viewer: { tenant: { slug: 'saturn' } } } });
  expect(jupiter.sandbox.callCounts()).toEqual({});
});

test('a reload keeps sessions, with what they have read', async () => {
  const { logIn, as, reload, callers } = await givenStaff();
  const token = await logIn();
  await as(token, CARD);
  reload({});
  const { body } = await as(token, CARD);
  expect(body.errors).toBe(undefined);
  expect(callers('auth.login').length).toBe(1);
});

test.each<[string, (staff: Awaited<ReturnType<typeof givenStaff>>) => object]>([
  [
    'its tenant is gone',
    ({ tenantOf, jupiter, apiKeys }) => ({
      tenants: [tenantOf(jupiter)],
      apiKeys: apiKeys.filter(({ tenant }) => tenant === 'jupiter'),
    }),
  ],
  [
    'its tenant has another server',
    (staff) => ({
      tenants: [staff, staff.jupiter].map((one) => staff.tenantOf(one, { baseUrl: staff.jupiter.file.baseUrl })),
    }),
  ],
  ['nobody may log in any more', () => ({ staffSessions: null })],
  ['the key that sealed its tokens is gone', () => ({ secrets: { keys: [OTHER_KEY] } })],
  [
    'its user has become the gateway’s own',
    (staff) => ({
      tenants: [staff, staff.jupiter].map((one) =>
        staff.tenantOf(one, { credentials: { login: 'admin', password: 'admin' } }),
      ),
    }),
  ],
])('a session ends with a reload where %s, and the former file brings it back no more', async (_name, change) => {
  const staff = await givenStaff();
  const token = await staff.logIn();
  expect(await staff.isAlive(token)).toBe(true);
  staff.reload(change(staff));
  expect(await staff.isAlive(token)).toBe(false);
  staff.reload({});
  expect(await staff.isAlive(token)).toBe(false);
});

test('a new key that seals ends no session while the old one still opens', async () => {
  const { logIn, as, reload, clock } = await givenStaff();
  const token = await logIn();
  reload({ secrets: { keys: [OTHER_KEY, ...SECRETS.keys] } });
  expect((await as(token, CARD)).body.errors).toBe(undefined);
  clock.advance(601_000);
  expect((await as(token, CARD)).body.errors).toBe(undefined);
  // The renewal has sealed the tokens with the new key.
  reload({ secrets: { keys: [OTHER_KEY] } });
  expect((await as(token, CARD)).body.errors).toBe(undefined);
});

test('on a server with one session per user a second login ends the first', async () => {
  const { logIn, as, sandbox, isAlive } = await givenStaff();
  const first = await logIn();
  sandbox.revokeTokens(); // as such a server does at each login
  const second = await logIn();
  expect(errorsOf(await as(first, CARD))).toEqual(['UNAUTHENTICATED SESSION_ENDED at card']);
  expect([await isAlive(first), await isAlive(second)]).toEqual([false, true]);
  expect((await as(second, CARD)).body.errors).toBe(undefined);
});
