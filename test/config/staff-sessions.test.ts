import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';

const TENANT =
  'tenants: [ { slug: a, name: A, baseUrl: "http://127.0.0.1:1", timeZone: UTC, credentials: { token: t } } ]\n';
const SECRETS = `secrets: { keys: [ { kid: a, secret: "${'s'.repeat(32)}" } ] }\n`;

function load(text: string) {
  const result = loadConfig({ path: 'x', text: TENANT + text, env: {} });
  if ('faults' in result) return result.faults.map(({ line, path, message }) => `${line} ${path}: ${message}`);
  return result.config.staffSessions;
}

test('nobody can log in unless sessions are configured', () => {
  expect(load('')).toBe(null);
  expect(load('staffSessions: null\n')).toBe(null);
  expect(load(`${SECRETS}staffSessions: {}\n`)).toEqual({
    roles: ['crm'],
    ttlSeconds: 43_200,
    idleSeconds: 1800,
    perTenant: 1000,
    perLogin: 5,
  });
});

test('sessions need a key that seals their tokens', () => {
  const fault = ['2 staffSessions: needs secrets.keys, which seal the tokens of the sessions'];
  expect(load('staffSessions: {}\n')).toEqual(fault);
  expect(load('staffSessions: {}\nsecrets:\n')).toEqual(fault);
  expect(load('staffSessions: {}\nsecrets: { keys: [] }\n')).toEqual(fault);
});

test('gateways that share PostgreSQL need a key that seals the tokens of logins, where a tenant has one', () => {
  const postgres = 'intents: { store: postgres, url: "postgresql://h/d" }\n';
  expect(load(postgres)).toBe(null);
  const withLogin = `${TENANT.replace('{ token: t }', '{ login: a, password: b }')}${postgres}`;
  const faultsOf = (text: string, env: Record<string, string> = {}) => {
    const result = loadConfig({ path: 'x', text, env });
    const faults = 'faults' in result ? result.faults : [];
    return faults.filter(({ path }) => path === 'intents.store').map(({ message }) => message);
  };
  const production = { NODE_ENV: 'production' };
  expect(faultsOf(withLogin + SECRETS, production)).toEqual([]);
  expect(faultsOf(withLogin, production)).toEqual([
    'postgres needs secrets.keys in production, which seal the tokens of logins that gateways share there',
  ]);
  // They share none then, and start says so.
  expect(loadConfig({ path: 'x', text: withLogin, env: {} })).not.toHaveProperty('faults');
});

test('every fault of both sections is told at once', () => {
  expect(
    load(`staffSessions: { roles: [], ttlSeconds: 0, idleSecond: 5, perTenant: 1.5, perLogin: 101 }
secrets: { keys: [ { kid: a, secret: short }, { kid: A, secret: { env: NOT_THERE } }, { secret: x } ] }
`),
  ).toEqual([
    '2 staffSessions.roles: must have at least 1',
    '2 staffSessions.ttlSeconds: must be at least 1',
    '2 staffSessions.perTenant: must be a whole number, not a fraction',
    '2 staffSessions.perLogin: must be at most 100',
    '2 staffSessions.idleSecond: unknown key (did you mean "idleSeconds"?)',
    '3 secrets.keys[0].secret: must hold at least 32 bytes',
    '3 secrets.keys[1].secret: the environment variable NOT_THERE is not set',
    '3 secrets.keys[2].kid: is required',
    '3 secrets.keys[2].secret: must hold at least 32 bytes',
    '3 secrets.keys[1].kid: another entry has this kid',
  ]);
});
