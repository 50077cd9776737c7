import { pino } from 'pino';
import { expect, test } from 'vitest';
import { givenStaff, LOGIN } from './kit.ts';

const PASSWORD = 'canary-password';
const USER = { login: 'canary-login', password: PASSWORD, userType: 'ORDINARY', role: 'Администратор' } as const;

test('no password is in any answer, log line or readiness, right or wrong, in its place or another', async () => {
  const logged: string[] = [];
  const log = pino({ level: 'trace', base: null }, { write: (line: string) => void logged.push(line) });
  const { ask, apiKey, url, sandbox, tryLogin, as, clock } = await givenStaff({ sandbox: { users: [USER] }, log });
  const told: string[] = [];
  const tell = async (answer: Promise<{ text: string }>) => void told.push((await answer).text);

  const texts = [
    `mutation { sessionLogin(input: { tenant: "saturn", login: "canary-login", password: "${PASSWORD}" }) { __typename } }`,
    `mutation { sessionLogin(input: { tenant: "saturn", login: "x", password: "${PASSWORD}", more: 1 }) { __typename } }`,
    `mutation { sessionLogin(input: "${PASSWORD}") { __typename } }`,
    `mutation { sessionLogin(password: "${PASSWORD}") { __typename } }`,
    `mutation { sessionLogin(input: { tenant: "saturn", login: "x", password: ["${PASSWORD}"] }) { __typename } }`,
    `mutation { sessionLogin(input: { password: "${PASSWORD}" }) { __typename } }`,
    `mutation { sessionLogin(input: { tenant: "a", login: "b", password: "${PASSWORD}" } { __typename } }`,
    `mutation { sessionLogin(input: { tenant: "a", login: "b", password: "${PASSWORD}" ) } "${PASSWORD}"`,
    `mutation ($login: String = "a") { sessionLogin(input: { tenant: "a", login: $login, password: "${PASSWORD}" }) { __typename } }`,
  ];
  const variables: unknown[] = [
    { input: { tenant: 'saturn', login: 'x', password: [PASSWORD] } },
    { input: { tenant: 'saturn', login: 'x', password: { is: PASSWORD } } },
    { input: { tenant: 'saturn', login: 'x', [PASSWORD]: 1 } },
    { input: PASSWORD },
    { input: { tenant: 'saturn', login: PASSWORD } },
    { input: { tenant: 'saturn', login: 'x', password: PASSWORD }, login: null },
    { input: { tenant: PASSWORD, login: PASSWORD, password: PASSWORD } },
    { input: { tenant: 'saturn', login: 'x', password: PASSWORD.repeat(20) } },
  ];
  const headers = () => ({ 'X-Forwarded-For': `10.9.${told.length >> 8}.${told.length & 255}` });
  const attempts: Promise<void>[] = [];
  for (const credential of [null, apiKey(), apiKey('saturn', 'booking')]) {
    for (const query of texts)
      for (const values of [{}, { login: null }, { [PASSWORD]: PASSWORD }])
        attempts.push(tell(ask(query, values, { credential, headers: headers() })));
    for (const values of variables)
      attempts.push(tell(ask(LOGIN, values as object, { credential, headers: headers() })));
  }
  await Promise.all(attempts);
  for (const fault of [
    { do: 'status', status: 401 },
    { do: 'status', status: 500 },
    { do: 'garbage' },
    { do: 'reset' },
  ] as const)
    for (const operationId of ['auth.login', 'auth.info', 'auth.refreshToken']) {
      clock.advance(60_000);
      sandbox.faults.add({ operationId, ...fault });
      await tell(tryLogin({ login: USER.login, password: PASSWORD }));
      sandbox.faults.clear();
    }
  clock.advance(60_000);
  const { text } = await tryLogin({ login: USER.login, password: USER.password });
  const token = /pbs_[\w-]+/.exec(text)?.[0] ?? '';
  await tell(as(token, '{ viewer { kind } groups { id } }'));
  told.push(await (await fetch(`${url}/readyz?verbose`)).text());

  expect(token).toMatch(/^pbs_/);
  expect(told.length).toBeGreaterThan(100);
  expect(logged.length).toBeGreaterThan(100);
  const leaked = (texts: readonly string[], secret: string) => texts.filter((line) => line.includes(secret));
  expect(leaked(told, PASSWORD)).toEqual([]);
  expect(leaked(logged, PASSWORD)).toEqual([]);
  expect(leaked([...logged, ...told], token)).toEqual([]);
  expect(leaked(logged, USER.login)).toEqual([]);
  expect(leaked([...logged, ...told], 'eyJ')).toEqual([]);
});
