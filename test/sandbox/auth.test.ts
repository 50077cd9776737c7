import { expect, test } from 'vitest';
import { given } from '../kit/given.ts';

const LOGIN = { login: 'admin', password: 'admin' };

test('a refresh token works once, and its use ends the access token that came with it', async () => {
  const { call } = await given();
  const first = (await call('POST', '/auth/login', LOGIN, null)).body;
  expect(first).toMatchObject({ tokenType: 'bearer', expiresIn: 600 });
  const second = (await call('POST', '/auth/refresh_token', { refreshToken: first.refreshToken }, null)).body;
  expect((await call('GET', '/auth/info', undefined, first.accessToken)).status).toBe(401);
  expect((await call('GET', '/auth/info', undefined, second.accessToken)).body.login).toBe('admin');
  const again = await call('POST', '/auth/refresh_token', { refreshToken: first.refreshToken }, null);
  expect([again.status, again.body]).toEqual([401, { detail: 'Could not validate credentials' }]);
});

test('an access token ends with its life, by the injected clock', async () => {
  const { call, clock } = await given({ accessTokenSeconds: 30 });
  const { accessToken, refreshToken } = (await call('POST', '/auth/login', LOGIN, null)).body;
  clock.advance(29_999);
  expect((await call('GET', '/auth/info', undefined, accessToken)).status).toBe(200);
  clock.advance(1);
  expect((await call('GET', '/auth/info', undefined, accessToken)).status).toBe(401);
  expect((await call('POST', '/auth/refresh_token', { refreshToken }, null)).status).toBe(200);
});

test('logout kills both tokens; a fixed token lives on', async () => {
  const { call } = await given();
  const { accessToken, refreshToken } = (await call('POST', '/auth/login', LOGIN, null)).body;
  expect((await call('POST', '/auth/logout', undefined, accessToken)).body).toEqual({ result: true });
  expect((await call('GET', '/auth/info', undefined, accessToken)).status).toBe(401);
  expect((await call('POST', '/auth/refresh_token', { refreshToken }, null)).status).toBe(401);
  await call('POST', '/auth/logout');
  expect((await call('GET', '/auth/info')).body).toMatchObject({ login: 'gateway', userType: 'API' });
});

test('a wrong password is refused without saying which half was wrong', async () => {
  const { call } = await given();
  const wrong = await call('POST', '/auth/login', { login: 'admin', password: 'x' }, null);
  const unknown = await call('POST', '/auth/login', { login: 'nobody', password: 'x' }, null);
  expect([wrong.status, wrong.body]).toEqual([401, { detail: 'Неверный логин или пароль' }]);
  expect(unknown.body).toEqual(wrong.body);
});
