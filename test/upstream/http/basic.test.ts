import { expect, test } from 'vitest';
import { Secret } from '../../../src/lib/secret.ts';
import { fakeServer } from '../../kit/fake-server.ts';
import { clientOf } from '../../kit/upstream-client.ts';

const basic = { user: new Secret('вход'), password: new Secret('canary:basic') };
const EXPECTED = `Basic ${Buffer.from('вход:canary:basic').toString('base64')}`;

test('HTTP Basic goes out with logins, renewals and calls, beside the token in its own header', async () => {
  const server = await fakeServer(() => ({ body: { language: 'ru' } }));
  const { client, context } = clientOf(server.url, {
    credentials: { login: 'gateway', password: new Secret('gateway'), basic },
    dialect: { token: { header: 'X-Token' } },
  });
  await client.call('settings.public', {}, context);
  const sent = [...server.logins, ...server.requests].map(({ headers }) => headers);
  expect(sent.map(({ authorization }) => authorization)).toEqual([EXPECTED, EXPECTED]);
  expect(sent.map((headers) => headers['x-token'] !== undefined)).toEqual([false, true]);
});

test('without it no call bears it', async () => {
  const server = await fakeServer(() => ({ body: { language: 'ru' } }));
  const { client, context } = clientOf(server.url, { dialect: { token: { header: 'X-Token' } } });
  await client.call('settings.public', {}, context);
  expect(server.requests[0]?.headers.authorization).toBeUndefined();
});
