import { expect, test } from 'vitest';
import { readDocument } from '../../src/doctor/document/openapi.ts';
import { Secret } from '../../src/lib/secret.ts';
import { standingClock } from '../kit/clock.ts';
import { codes, examineAt } from '../kit/examine.ts';
import { fakeServer, tcpServer } from '../kit/fake-server.ts';
import { createFaultProxy } from '../kit/fault-proxy.ts';
import { given } from '../kit/given.ts';

const CANARY = 'canary';

test('nobody listens', async () => {
  const found = await examineAt('http://127.0.0.1:1/api/v0', { dialect: { keyCase: 'snake' } });
  expect(found.ok).toBe(false);
  expect(found.findings.filter(({ severity }) => severity === 'error')).toEqual([
    { code: 'UNREACHABLE', severity: 'error', operation: null, text: 'no answer (UNAVAILABLE, ECONNREFUSED)' },
  ]);
  // Nothing was learnt, so what is configured stays.
  expect(found.dialect).toEqual({ keyCase: 'snake' });
});

test('a server that takes all and answers nothing', async () => {
  const found = await examineAt(await tcpServer(() => undefined), { limits: { timeoutMs: 100 } });
  expect(found.findings[0]).toMatchObject({ code: 'UNREACHABLE', text: 'no answer (TIMEOUT, HEADERS)' });
});

test('a wrong password is tried once, and told without a word of the server', async () => {
  const { sandbox } = await given();
  const credentials = { login: 'gateway', password: new Secret(`${CANARY}-password`) };
  const found = await examineAt(sandbox.url, { credentials });
  expect(found.ok).toBe(false);
  expect(found.findings[0]).toEqual({
    code: 'LOGIN_FAILED',
    severity: 'error',
    operation: 'auth.login',
    text: 'the server refused login and password (status 401)',
  });
  expect(sandbox.callCounts()['auth.login']).toBe(1);
  expect(JSON.stringify(found)).not.toContain(CANARY);
});

test('a standing token that is refused', async () => {
  const { sandbox } = await given();
  const found = await examineAt(sandbox.url, { credentials: { token: new Secret(`${CANARY}-token`) } });
  expect(codes(found, 'error')).toEqual(['TOKEN_REFUSED']);
  expect(JSON.stringify(found)).not.toContain(CANARY);
});

test('a base URL without its path is told from the document', async () => {
  const { sandbox } = await given();
  const found = await examineAt(sandbox.origin);
  expect(found.findings.find(({ code }) => code === 'BASE_URL_WRONG')?.text).toBe(
    'the operations stand below /api/v0: write baseUrl with this path, and the dialect that is for it',
  );
  expect(found.ok).toBe(false);
});

test('a clock or a time zone that is wrong shows in the newest operation', async () => {
  const { sandbox } = await given({ clock: Date.now() });
  const zones = await examineAt(sandbox.url, { timeZone: 'America/New_York' });
  const told = zones.findings.filter(({ code }) => code.startsWith('CLOCK'));
  // The newest operation of the sandbox is of the last day, and New York is seven or eight hours behind Moscow.
  const clock = standingClock(Date.now() - 3_600_000);
  const slow = await examineAt(sandbox.url, { clock });
  expect(told).toHaveLength(1);
  expect(slow.findings.find(({ code }) => code === 'CLOCK_DIFFERS')?.text).toMatch(
    /^(the server's clock is 60 min ahead of ours|the newest operation lies .* in the future)/,
  );
});

test('a server that breaks off in the middle is told as such, and nothing is thrown', async () => {
  const { sandbox } = await given();
  const proxy = await createFaultProxy(sandbox.port);
  try {
    for (const cutDownAfter of [100, 3000, 60_000]) {
      await proxy.set({ cutDownAfter });
      const found = await examineAt(`${proxy.origin}/api/v0`, { limits: { timeoutMs: 300 } });
      expect(found.findings.length).toBeGreaterThan(0);
    }
  } finally {
    await proxy.close();
  }
});

test('whatever a server says is not repeated', async () => {
  const text = `${CANARY} http://gateway:secret@10.0.0.1/`;
  const server = await fakeServer(({ path }) => {
    if (path.endsWith('openapi.json')) return { status: 500, body: { detail: text } };
    return { body: { [text]: text, items: [{ id: text, name: text }], detail: text } };
  });
  const found = await examineAt(server.url);
  expect(found.ok).toBe(false);
  expect(JSON.stringify(found)).not.toMatch(/canary|10\.0\.0\.1|access-1/);
});

test.each([
  ['no JSON', '<html>'],
  ['another version', '{"swagger":"2.0","paths":{}}'],
  ['no paths', '{"openapi":"3.0.0","paths":[]}'],
])('a document that is %s is none', (_name, text) => {
  expect(readDocument(text, '/api/v0')).toBeNull();
});

test('a hostile document costs little and breaks nothing', () => {
  const wide = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`p${index}`, { $ref: '#/components/schemas/Loop' }]),
  );
  const levels = Object.fromEntries(
    Array.from({ length: 30 }, (_, level) => [
      `L${level}`,
      {
        properties: {
          a: { $ref: `#/components/schemas/L${level + 1}` },
          b: { $ref: `#/components/schemas/L${level + 1}` },
        },
      },
    ]),
  );
  const operation = (name: string) => ({
    operationId: 5,
    tags: [null, {}],
    parameters: [
      null,
      { $ref: '#/nowhere' },
      { in: 'query', name: 'x', schema: { $ref: '#/components/schemas/Self' } },
    ],
    responses: { 200: { content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } } },
  });
  const text = JSON.stringify({
    openapi: '3.1.0',
    servers: 'x',
    paths: {
      '/api/v0/a': { get: operation('Loop'), post: null },
      '/api/v0/b': { get: operation('L0') },
      'no slash': { get: operation('Self') },
      '/__proto__': 5,
    },
    components: { schemas: { Loop: { properties: wide }, Self: { $ref: '#/components/schemas/Self' }, ...levels } },
  });
  expect(readDocument(text, '/api/v0')?.api.operations.map(({ path }) => path)).toEqual(['/a', '/b']);
});
