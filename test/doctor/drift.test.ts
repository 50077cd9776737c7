import { expect, onTestFinished, test, vi } from 'vitest';
import { DEFAULT_DIALECT } from '../../src/config/dialect.ts';
import { DEFAULT_LIMITS } from '../../src/config/upstream-limits.ts';
import { readDocument } from '../../src/doctor/document/openapi.ts';
import { readDocumentHash } from '../../src/doctor/drift/read-document-hash.ts';
import { hashOfRelevantLines } from '../../src/doctor/drift/relevant-lines.ts';
import { createDocumentWatch } from '../../src/tenants/document-watch.ts';
import { resolveDialect } from '../../src/upstream/codec/dialect.ts';
import { standingClock } from '../kit/clock.ts';
import { fakeServer } from '../kit/fake-server.ts';

const query = (name: string) => ({ name, in: 'query', schema: { type: 'integer' } });
const documentOf = (parameters: readonly object[], more: object = {}) => ({
  openapi: '3.0.0',
  paths: { '/api/v0/accounts/list': { get: { parameters, responses: {} } }, ...more },
});
const hashOf = (document: object) => {
  const read = readDocument(JSON.stringify(document), '/api/v0');
  if (!read) throw new Error('no document');
  return hashOfRelevantLines(read.api, resolveDialect({}));
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

/** A server whose document may change, and a watch of it. */
async function watched() {
  let document: object | null = before;
  const server = await fakeServer(({ path }) =>
    path === '/openapi.json' && document ? { body: document } : { status: 404 },
  );
  const clock = standingClock(Date.parse('2026-03-01T00:00:00Z'));
  const warn = vi.fn();
  const dialect = { ...DEFAULT_DIALECT, checked: { document: hashOf(before), conform: null } };
  const config = { slug: 'saturn', baseUrl: server.url, dialect, upstream: { ...DEFAULT_LIMITS } };
  const watch = createDocumentWatch({ config: config as never, clock, log: { warn } as never });
  onTestFinished(() => expect(watch.hasChanged()).not.toBe(undefined));
  return {
    watch,
    warn,
    clock,
    requests: server.requests,
    change: (next: object | null) => {
      document = next;
    },
  };
}

test('a change is logged once a day while the tenant is used, and read as SERVER_CHANGED', async () => {
  const { watch, warn, clock, requests, change } = await watched();
  expect(watch.hasChanged()).toBeNull();
  watch.used();
  await vi.waitFor(() => expect(watch.hasChanged()).toBe(false));
  change(documentOf([query('page')]));
  const sent = requests.length;
  watch.used();
  expect(requests).toHaveLength(sent);
  clock.advance(86_400_000);
  watch.used();
  await vi.waitFor(() => expect(watch.hasChanged()).toBe(true));
  expect(warn.mock.calls).toEqual([
    [{ tenant: 'saturn', finding: 'SERVER_CHANGED' }, expect.stringContaining('run doctor')],
  ]);
  change(before);
  clock.advance(86_400_000);
  watch.used();
  await vi.waitFor(() => expect(watch.hasChanged()).toBe(false));
});

test('a document that cannot be read, or is too large, says nothing', async () => {
  const { watch, warn, clock, change } = await watched();
  change(null);
  watch.used();
  const server = await fakeServer(() => ({ body: before }));
  const limits = { ...DEFAULT_LIMITS, maxBytes: { ...DEFAULT_LIMITS.maxBytes, document: 50 } };
  expect(await readDocumentHash({ baseUrl: server.url, dialect: DEFAULT_DIALECT, limits, clock })).toBeNull();
  expect([watch.hasChanged(), warn.mock.calls]).toEqual([null, []]);
});
