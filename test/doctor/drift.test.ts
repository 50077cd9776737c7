import { expect, test, vi } from 'vitest';
import { DEFAULT_DIALECT } from '../../src/config/dialect.ts';
import { DEFAULT_LIMITS } from '../../src/config/upstream-limits.ts';
import { readDocument } from '../../src/doctor/document/openapi.ts';
import { readDocumentHash } from '../../src/doctor/drift/read-document-hash.ts';
import { hashOfRelevantLines } from '../../src/doctor/drift/relevant-lines.ts';
import { Secret } from '../../src/lib/secret.ts';
import { DocumentWatches } from '../../src/tenants/document-watch.ts';
import { createTroubles } from '../../src/tenants/trouble/troubles.ts';
import { resolveDialect } from '../../src/upstream/codec/dialect.ts';
import { standingClock } from '../kit/clock.ts';
import { fakeServer } from '../kit/fake-server.ts';
import { eventually } from '../kit/server.ts';

const query = (name: string) => ({ name, in: 'query', schema: { type: 'integer' } });
const documentOf = (parameters: readonly object[], more: object = {}) => ({
  openapi: '3.0.0',
  paths: { '/api/v0/accounts/list': { get: { parameters, responses: {} } }, ...more },
});
const hashOf = (document: object, dialect: object = {}) => {
  const read = readDocument(JSON.stringify(document), '/api/v0');
  if (!read) throw new Error('no document');
  return hashOfRelevantLines(read.api, resolveDialect(dialect));
};
const before = documentOf([query('limit'), query('offset')]);

test('what a dialect uses is relevant, and the order, titles and other operations are not', () => {
  const same = documentOf([query('offset'), { ...query('limit'), description: 'Rows' }], {
    '/api/v0/promo/run': { post: { responses: {} } },
  });
  expect(hashOf(same)).toBe(hashOf(before));
  expect(hashOf(documentOf([query('limit')]))).not.toBe(hashOf(before));
  expect(hashOf({ ...before, paths: {} })).not.toBe(hashOf(before));
});

test('an adapter may ask for any operation, so that all of them are relevant, wherever they stand', () => {
  const elsewhere = (parameters: readonly object[]) =>
    documentOf([], { '/api/v0/rpc': { post: { parameters, responses: {} } } });
  const [one, other] = [elsewhere([query('limit')]), elsewhere([query('size')])];
  expect(hashOf(one)).toBe(hashOf(other));
  const dialect = { adapter: './saturn.mjs' };
  expect(hashOf(one, dialect)).not.toBe(hashOf(other, dialect));
});

const tenantAt = (baseUrl: string, slug = 'saturn', checked: object = {}) => ({
  slug,
  baseUrl,
  credentials: { token: new Secret('x') },
  dialect: { ...DEFAULT_DIALECT, checked: { document: hashOf(before), conform: null, ...checked } },
  upstream: { ...DEFAULT_LIMITS },
});

/** A server whose document may change, and a watch of it. */
async function watched() {
  let document: object | null = before;
  const server = await fakeServer(({ path }) =>
    path === '/openapi.json' && document ? { body: document } : { status: 404 },
  );
  const clock = standingClock(Date.parse('2026-03-01T00:00:00Z'));
  const warn = vi.fn();
  const logger = { info: vi.fn(), warn };
  const watches = new DocumentWatches({ clock, troubles: createTroubles({ clock, logger }) });
  const watch = () => {
    const [[, found] = []] = watches.of([tenantAt(server.url)]);
    if (!found) throw new Error('no watch');
    return found;
  };
  return {
    watches,
    watch,
    warn,
    clock,
    requests: server.requests,
    change: (next: object | null) => {
      document = next;
    },
  };
}

test('documents are compared at the start and once a day while a tenant is used; a change is logged once', async () => {
  const { watches, watch: create, warn, clock, requests, change } = await watched();
  const watch = create();
  watch.used();
  expect([watch.hasChanged(), requests]).toEqual([null, []]);
  watches.start();
  await eventually(() => expect(watch.hasChanged()).toBe(false));
  change(documentOf([query('page')]));
  const sent = requests.length;
  watch.used();
  clock.advance(86_400_000);
  expect(requests).toHaveLength(sent);
  watch.used();
  await eventually(() => expect(watch.hasChanged()).toBe(true));
  clock.advance(86_400_000);
  watch.used();
  await eventually(() => expect(requests.length).toBeGreaterThan(sent + 1));
  change(before);
  await eventually(() => {
    clock.advance(86_400_000);
    watch.used();
    expect(watch.hasChanged()).toBe(false);
  });
  expect(warn.mock.calls).toEqual([
    [
      {
        tenant: 'saturn',
        trouble: 'SERVER_CHANGED',
        document: hashOf(documentOf([query('page')])),
        since: expect.stringMatching(/^2026-03-02T/),
      },
      expect.stringContaining("the server's API document says something else"),
    ],
  ]);
});

test('a reload keeps what is known of a server that stays, and compares a new one at once', async () => {
  const { watches, watch, requests } = await watched();
  watches.start();
  const first = watch();
  await eventually(() => expect(first.hasChanged()).toBe(false));
  const sent = requests.length;
  expect(watch()).toBe(first);
  expect(requests).toHaveLength(sent);
  const other = await fakeServer(() => ({ body: documentOf([]) }));
  const [, [, added] = []] = watches.of([tenantAt(other.url, 'venus'), tenantAt(other.url, 'mars')]);
  await eventually(() => expect(added?.hasChanged()).toBe(true));
});

test('a reload after doctor ends the trouble of a changed document, with another dialect, without one, and while one is read', async () => {
  const server = await fakeServer(() => ({ body: documentOf([]) }));
  const clock = standingClock();
  const troubles = createTroubles({ clock });
  const watches = new DocumentWatches({ clock, troubles });
  const reasons = () =>
    troubles
      .of('saturn')
      .active()
      .map(({ reason }) => reason);
  const tenant = tenantAt(server.url);
  const { checked: _, ...unchecked } = tenant.dialect;
  const fresh = tenantAt(server.url, 'saturn', { document: hashOf(documentOf([])) });
  watches.start();
  for (const next of [{ ...tenant, dialect: unchecked as never }, fresh]) {
    watches.of([tenant]);
    await eventually(() => expect(reasons()).toEqual(['SERVER_CHANGED']));
    const [[, watch] = []] = watches.of([next]);
    expect(reasons()).toEqual([]);
    if (next === fresh) await eventually(() => expect(watch?.hasChanged()).toBe(false));
  }
  const [[, late] = []] = watches.of([tenant]);
  watches.of([fresh]);
  await eventually(() => expect(server.requests.length).toBeGreaterThan(3));
  await eventually(() => expect(late?.hasChanged()).toBe(true));
  expect(reasons()).toEqual([]);
});

test('a thousand tenants are no storm: few documents are read at once, and a dead server delays nothing', async () => {
  let [atOnce, most] = [0, 0];
  const server = await fakeServer(async () => {
    most = Math.max(most, ++atOnce);
    await new Promise(setImmediate);
    atOnce--;
    return { body: before };
  });
  const troubles = createTroubles({ clock: standingClock() });
  const watches = new DocumentWatches({ clock: standingClock(), troubles });
  const tenants = Array.from({ length: 40 }, (_, index) =>
    tenantAt(index === 0 ? 'http://127.0.0.1:1/api/v0' : server.url, `t${index}`),
  );
  const all = watches.of(tenants).map(([, watch]) => watch);
  watches.start();
  await eventually(() => expect(all.filter((watch) => watch.hasChanged() === false)).toHaveLength(39));
  expect(all[0]?.hasChanged()).toBeNull();
  expect(most).toBeLessThanOrEqual(4);
});

test('a document that cannot be read says nothing and is asked for an hour later', async () => {
  const { watches, watch: create, warn, clock, change, requests } = await watched();
  change(null);
  watches.start();
  const watch = create();
  await eventually(() => expect(requests.length).toBeGreaterThan(20));
  change(before);
  await eventually(() => {
    clock.advance(3_600_000);
    watch.used();
    expect(watch.hasChanged()).toBe(false);
  });
  expect(warn.mock.calls).toEqual([]);
});

test('a document that is too large says nothing, and one that was given is read from its own place', async () => {
  const server = await fakeServer(({ path }) => (path === '/own.json' ? { body: before } : { body: documentOf([]) }));
  const clock = standingClock();
  const maxBytes = { ...DEFAULT_LIMITS.maxBytes, document: 50 };
  const read = (more: object) =>
    readDocumentHash({
      baseUrl: server.url,
      credentials: { token: new Secret('x') },
      dialect: DEFAULT_DIALECT,
      limits: DEFAULT_LIMITS,
      clock,
      ...more,
    });
  expect(await read({ limits: { ...DEFAULT_LIMITS, maxBytes } })).toBeNull();
  expect(await read({})).not.toBe(hashOf(before));
  expect(await read({ openapi: '/own.json' })).toBe(hashOf(before));
  expect(await read({ baseUrl: 'http://127.0.0.1:1/api/v0', openapi: new URL('/own.json', server.url).href })).toBe(
    hashOf(before),
  );
});
