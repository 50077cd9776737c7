import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { showConfig } from '../../src/config/show.ts';
import { draws } from '../kit/draws.ts';

const WHOLE = {
  server: {
    host: '127.0.0.1',
    port: 4000,
    adminPort: 4001,
    adminHost: '127.0.0.1',
    publicUrl: 'https://bonus.example',
  },
  tenants: [
    {
      slug: 'saturn',
      name: 'Saturn',
      baseUrl: 'http://127.0.0.1:11030/api/v0',
      timeZone: 'Europe/Moscow',
      credentials: { login: 'gateway', password: 'canary-password' },
      dialect: {
        paths: { 'accounts.insert': 'POST /accounts/add' },
        names: { 'Account.lastName': 'surname' },
        parameters: { 'operations.list.accountId': 'account_no' },
        values: { 'Operation.kind': { POS_PAYMENT: 0 } },
        missing: ['tags.list'],
        unauthorized: [401],
      },
      upstream: { maxConcurrent: 1 },
      valueMoves: { maxAmount: '1.00' },
    },
  ],
  apiKeys: [{ id: 'site', tenant: 'saturn', hash: `sha256:${'a'.repeat(64)}`, roles: ['admin'], scopes: ['debug'] }],
  secrets: { keys: [{ kid: 'a', secret: 'canary-secret-of-at-least-32-bytes' }] },
  staffSessions: { roles: ['crm'], ttlSeconds: 600 },
  guestTokens: { keys: [{ kid: 'a', secret: 'canary-secret-of-at-least-32-bytes' }] },
  intents: { store: 'sqlite', path: 'x' },
  cors: { origins: ['https://bonus.example'] },
  persistedOperations: { mode: 'off' },
  limits: { depth: 3 },
  rateLimit: { costPerMinute: 1 },
};

/** Every place of the file, as paths into it. */
function places(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => places(child, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((child, at) => (String(at) === key ? replaced(child, rest, by) : child));
  if (typeof value !== 'object' || value === null) return by;
  return Object.fromEntries(
    Object.entries(value).map(([k, child]) => [k, k === key ? replaced(child, rest, by) : child]),
  );
}

const stranger = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    null,
    [],
    {},
    [null],
    [[]],
    { env: null },
    { env: '' },
    { file: 1 },
    '__proto__',
    'constructor',
    1e99,
  ),
  fc.record({ __proto__: fc.constant(1), constructor: fc.string(), toString: fc.integer() }),
  fc.string({ unit: 'binary', maxLength: 50 }),
);

test('whatever stands at any place of the file, it is a configuration or a list of faults that tells no secret', () => {
  expect(loadConfig({ path: 'x', text: JSON.stringify(WHOLE), env: {} })).toHaveProperty('config');
  const property = fc.property(fc.constantFrom(...places(WHOLE)), stranger, (path, value) => {
    const result = loadConfig({ path: 'x', text: JSON.stringify(replaced(WHOLE, path, value)), env: {} });
    if ('config' in result) {
      if (!JSON.stringify(value).includes('canary')) expect(showConfig(result.config)).not.toContain('canary');
    } else {
      expect(result.faults.length).toBeGreaterThan(0);
      expect(JSON.stringify(result.faults)).not.toContain('canary');
      for (const { message, line } of result.faults) expect([typeof message, line]).toEqual(['string', 1]);
    }
  });
  fc.assert(property, { numRuns: draws(300) });
});

test('whatever the text is, reading it ends in a configuration or in faults', () => {
  const pieces = fc.constantFrom(
    'tenants',
    ':',
    ' ',
    '\n',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '&a',
    '*a',
    '<<',
    '!!js',
    '|',
    '>',
    '#',
    '%',
    '\t',
    '\0',
    '? ',
    '...',
    '---',
  );
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(text, (written) => {
      const result = loadConfig({ path: 'x', text: written, env: {} });
      expect('faults' in result && result.faults.length).toBeGreaterThan(0);
    }),
    { numRuns: draws(500) },
  );
});
