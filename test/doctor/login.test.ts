import { expect, test } from 'vitest';
import { codes, examineAt } from '../kit/examine.ts';
import { given } from '../kit/given.ts';
import { Status, type Team, type TeamCall, teamServer, usualRoutes } from '../kit/team-server.ts';

const missing = (name: string) => ({ loc: ['body', name], msg: 'field required', type: 'value_error.missing' });
const bearer = (token: string) => (call: TeamCall) => call.headers.authorization?.toLowerCase() === `bearer ${token}`;

/** Logs in as FastAPI's OAuth2PasswordRequestForm does. */
function byForm({ headers, body }: TeamCall): unknown {
  const form = /urlencoded/.test(headers['content-type'] ?? '') ? new URLSearchParams(body) : new URLSearchParams();
  if (!form.has('username')) return new Status(422, { detail: [missing('username'), missing('password')] });
  return form.get('password') === 'gateway'
    ? { access_token: 'token-of-a-form', token_type: 'bearer' }
    : new Status(401, { detail: 'Incorrect username or password' });
}

const served = (login: (call: TeamCall) => unknown, team: Partial<Team> = {}) =>
  teamServer({ routes: { ...usualRoutes(), 'POST /api/v0/auth/login': login }, ...team });

test('a login that takes a form is tried and told', async () => {
  const server = await served(byForm, { admits: bearer('token-of-a-form') });
  const found = await examineAt(server.url);
  expect(found.dialect.login).toBe('form');
  expect(found.findings.find(({ code }) => code === 'LOGIN_OK')?.text).toContain('by a form');
  expect(codes(found, 'info')).toContain('DIALECT_VERIFIED');
});

test('a wrong password in a form is tried once', async () => {
  let judged = 0;
  const server = await served((call) => {
    const answer = byForm(call);
    if (answer instanceof Status && answer.status === 401) judged++;
    return new Status(answer instanceof Status ? answer.status : 401, { detail: [missing('username')] });
  });
  const found = await examineAt(server.url);
  expect(codes(found, 'error')).toContain('LOGIN_FAILED');
  expect(judged).toBe(0);
});

test('a token in an envelope is found, and the operator is told that it needs more than names if it does', async () => {
  const server = await served(() => ({ success: true, data: { accessToken: 'token-in-an-envelope' } }), {
    admits: bearer('token-in-an-envelope'),
  });
  const found = await examineAt(server.url);
  expect(found.dialect.names?.['TokenPair.accessToken']).toBe('data.accessToken');
  expect(found.findings.find(({ code }) => code === 'LOGIN_OK')?.text).toContain('"data.accessToken"');
});

test('a token in a header of its own is found without a document', async () => {
  const server = await served(() => ({ accessToken: 'token-in-a-header' }), {
    admits: ({ headers }) => headers['x-token'] === 'token-in-a-header',
    refusal: () => new Status(403, { detail: 'Forbidden' }),
  });
  const found = await examineAt(server.url);
  expect(found.dialect).toMatchObject({ token: { header: 'X-Token' }, unauthorized: [403] });
  expect(codes(found, 'info')).toContain('DIALECT_VERIFIED');
});

test('a token that nothing takes is an error, and the dialect is not said to follow the contract', async () => {
  const server = await served(() => ({ accessToken: 'token-of-nobody' }), { admits: () => false });
  const found = await examineAt(server.url);
  expect(found.ok).toBe(false);
  expect(codes(found, 'error')).toEqual(['TOKEN_REFUSED']);
});

test('a second login that ends the first token is told', async () => {
  let count = 0;
  const server = await served(() => ({ accessToken: `token-number-${++count}` }), {
    admits: (call) => bearer(`token-number-${count}`)(call),
  });
  const found = await examineAt(server.url);
  expect(codes(found, 'warning')).toContain('ONE_SESSION');
  expect(codes(found, 'info')).toContain('DIALECT_VERIFIED');
  expect(count).toBe(2);

  const many = await served(() => ({ accessToken: 'token-of-many' }), { admits: bearer('token-of-many') });
  expect(codes(await examineAt(many.url), 'warning')).not.toContain('ONE_SESSION');
});

test.each<[Parameters<typeof given>[0] & { dialect: object }, string]>([
  [{ dialect: { paths: { 'auth.login': 'POST /login' } } }, 'error'],
  [{ dialect: { login: 'form' } }, 'error'],
  // Then it logs in anew.
  [{ dialect: { paths: { 'auth.refreshToken': 'POST /refresh' } } }, 'warning'],
])(
  'a dialect that cannot log in as it is written cannot serve, whatever its reads do: %j',
  async (options, severity) => {
    const { sandbox } = await given(options);
    const found = await examineAt(sandbox.url);
    expect(found.dialect).toMatchObject(options.dialect);
    expect(found.findings.find(({ code }) => code === 'DIALECT_DIFFERS')?.severity).toBe(severity);
  },
);
