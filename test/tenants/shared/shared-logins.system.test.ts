import { expect, onTestFinished, test } from 'vitest';
import { createPostgresStore } from '../../../src/intents/store/postgres.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { createKeyring } from '../../../src/lib/keyring.ts';
import { Secret } from '../../../src/lib/secret.ts';
import { createSharedDatabase } from '../../../src/tenants/shared/postgres-pool.ts';
import { createSharedLogin } from '../../../src/tenants/shared/shared-logins.ts';
import { LEASE_MS } from '../../../src/upstream/auth/shared-login.ts';
import { givenPostgres } from '../../kit/given-postgres.ts';

const postgres = await givenPostgres();
const skipped = test.skipIf(postgres.isMissing);

const NEW_KEY = { kid: 'new', secret: new Secret('n'.repeat(32)) };
const OLD_KEY = { kid: 'old', secret: new Secret('o'.repeat(32)) };
const token = (name: string, ageMs = 0) => ({
  pair: { accessToken: `access-${name}`, refreshToken: `refresh-${name}`, lifetimeMs: 600_000 },
  ageMs,
});

/** A database whose tables the log has made, as at the start of a gateway. */
async function givenTable() {
  const url = await postgres.database();
  const log = createPostgresStore({ url, clock: systemClock });
  await log.probe();
  await log.close();
  const database = createSharedDatabase(url);
  onTestFinished(database.close);
  const login = ({ slug = 'saturn', server = 'server', keys = [OLD_KEY] } = {}) =>
    createSharedLogin({
      database,
      keyring: createKeyring(keys),
      slug,
      server,
      isMoving: () => Promise.resolve(false),
      onUse: () => {},
    });
  return { database, login };
}

skipped('one of many replicas gets the lock, and stores the next generation', async () => {
  const { login } = await givenTable();
  const replicas = Array.from({ length: 12 }, (_, at) => ({ name: `replica-${at}`, row: login() }));
  expect(await login().read()).toEqual({ generation: 0, token: null, isLocked: false });
  const taken = await Promise.all(replicas.map(async ({ name, row }) => ((await row.lock(name, 0)) ? [name] : [])));
  const [holder = '', ...others] = taken.flat();
  expect(others).toEqual([]);
  expect(await login().read()).toMatchObject({ generation: 0, isLocked: true });
  // Longer for its holder alone.
  expect([await login().lock(holder, 0), await login().lock('other', 0)]).toEqual([true, false]);
  expect(await login().store('other', 0, token('x'))).toBe(null);
  expect(await login().store(holder, 0, token('1', 2000))).toBe(1);
  const found = await login().read();
  expect(found).toMatchObject({ generation: 1, isLocked: false, token: { pair: token('1').pair } });
  expect(found.token?.ageMs).toBeGreaterThanOrEqual(2000);
  // Whoever held the token of generation 0 for the last one logs nobody in.
  expect(await login().lock('late', 0)).toBe(false);
  expect(await login().lock('next', 1)).toBe(true);
  await login().unlock('other');
  expect((await login().read()).isLocked).toBe(true);
  await login().unlock('next');
  expect((await login().read()).isLocked).toBe(false);
});

skipped('the lock of a replica that died ends by the clock of the database', async () => {
  const { login } = await givenTable();
  const began = Date.now();
  expect(await login().lock('dead', 0)).toBe(true);
  await expect.poll(() => login().lock('next', 0), { interval: 100 }).toBe(true);
  expect(Date.now() - began).toBeGreaterThanOrEqual(LEASE_MS - 100);
  expect(await login().store('dead', 0, token('x'))).toBe(null);
});

skipped('a row gives no token without the keys, nor in the place of another tenant or server', async () => {
  const { database, login } = await givenTable();
  await login().lock('a', 0);
  await login().store('a', 0, token('canary'));
  const rows = await database.run('SELECT * FROM probonus_tokens', []);
  const bytes = rows.map(({ sealed, ...row }) => `${(sealed as Buffer).toString('latin1')} ${JSON.stringify(row)}`);
  expect(bytes.join()).not.toMatch(/canary|access|refresh/);
  for (const [slug, server] of [
    ['jupiter', 'server'],
    ['saturn', 'other'],
  ]) {
    const moved =
      'INSERT INTO probonus_tokens SELECT $1, $2, generation, kid, sealed, requested_at FROM probonus_tokens';
    await database.run(`${moved} WHERE tenant = 'saturn' AND login = 'server'`, [slug, server]);
    expect(await login({ slug, server }).read()).toEqual({ generation: 1, token: null, isLocked: false });
  }
  expect((await login({ keys: [NEW_KEY] }).read()).token).toBe(null);
});

skipped('a new key seals what the old one had sealed, in the same generation', async () => {
  const { login } = await givenTable();
  await login().lock('a', 0);
  await login().store('a', 0, token('1'));
  expect((await login({ keys: [NEW_KEY, OLD_KEY] }).read()).token?.pair).toEqual(token('1').pair);
  const withNew = () => login({ keys: [NEW_KEY] }).read();
  await expect.poll(async () => (await withNew()).token?.pair).toEqual(token('1').pair);
  expect(await withNew()).toMatchObject({ generation: 1 });
});
