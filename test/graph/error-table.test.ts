import { expect, test } from 'vitest';
import type { FaultRule } from '../../src/sandbox/failures/faults.ts';
import type { ProxyFaults } from '../kit/fault-proxy.ts';
import { given } from '../kit/given.ts';

const CANARY = 'canary-text-of-the-server';
/** The graph on a sandbox behind a proxy, logged in and with its dictionaries read. */
async function givenLink() {
  const { sandbox, proxy, ask } = await given({
    proxy: true,
    warm: true,
    upstream: { timeoutMs: 150, deadlineMs: 1000 },
  });
  const id: string = Object((await ask('{ cards(first: 1) { nodes { id } } }')).data).cards.nodes[0].id;
  return {
    sandbox,
    proxy,
    ask: () => ask('query ($id: ID!) { card(by: { id: $id }) { id balance spending { total } } }', { id }),
  };
}

/** What happens to one read of two, and what its field says; the rest of the answer stays. */
const rows: [string, FaultRule, string | null][] = [
  ['reset', { do: 'reset' }, 'UPSTREAM_UNAVAILABLE'],
  ['reset after it was done', { do: 'reset', phase: 'after' }, 'UPSTREAM_UNAVAILABLE'],
  ['closed without an answer', { do: 'close' }, 'UPSTREAM_UNAVAILABLE'],
  ['cut in the middle of the body', { do: 'cut', bytes: 20 }, 'UPSTREAM_UNAVAILABLE'],
  ['silence', { do: 'hang' }, 'UPSTREAM_TIMEOUT'],
  ['headers and then silence', { do: 'headers', phase: 'after' }, 'UPSTREAM_TIMEOUT'],
  ['a slow drip', { do: 'drip', everyMs: 40 }, 'UPSTREAM_TIMEOUT'],
  ['408', { do: 'status', status: 408 }, 'UPSTREAM_TIMEOUT'],
  ['401 for a fresh token too', { do: 'status', status: 401, body: { detail: CANARY } }, 'UPSTREAM_UNAVAILABLE'],
  [
    '403 Not authenticated',
    { do: 'status', status: 403, body: { detail: 'Not authenticated' } },
    'UPSTREAM_UNAVAILABLE',
  ],
  ['403', { do: 'status', status: 403, body: { detail: CANARY } }, 'UPSTREAM_REJECTED'],
  ['400', { do: 'status', status: 400, body: { detail: CANARY } }, 'UPSTREAM_REJECTED'],
  ['409', { do: 'status', status: 409, body: { detail: { message: CANARY } } }, 'UPSTREAM_REJECTED'],
  [
    '422 with a list',
    { do: 'status', status: 422, body: { detail: [{ loc: ['query', 'x'], msg: CANARY, type: 'missing' }] } },
    'UPSTREAM_REJECTED',
  ],
  ['422 with a text', { do: 'status', status: 422, body: { detail: CANARY } }, 'UPSTREAM_REJECTED'],
  ['422 with an object', { do: 'status', status: 422, body: { detail: { phone: [CANARY] } } }, 'UPSTREAM_REJECTED'],
  ['404 of a row', { do: 'status', status: 404, body: { detail: CANARY } }, null],
  ['405', { do: 'status', status: 405 }, 'UPSTREAM_UNSUPPORTED'],
  ['429', { do: 'status', status: 429, headers: { 'retry-after': '30' } }, 'UPSTREAM_UNAVAILABLE'],
  ['500', { do: 'status', status: 500, body: { detail: CANARY } }, 'UPSTREAM_UNAVAILABLE'],
  ['HTML 502', { do: 'html' }, 'UPSTREAM_UNAVAILABLE'],
  ['503 with Retry-After', { do: 'status', status: 503, headers: { 'retry-after': '30' } }, 'UPSTREAM_UNAVAILABLE'],
  [
    'a redirect',
    { do: 'status', status: 302, headers: { location: `http://${CANARY}.invalid/` } },
    'UPSTREAM_MALFORMED REDIRECT',
  ],
  ['empty 200', { do: 'empty' }, 'UPSTREAM_MALFORMED EMPTY'],
  ['JSON that ends too soon', { do: 'garbage' }, 'UPSTREAM_MALFORMED NOT_JSON'],
  ['another content type', { do: 'contentType' }, 'UPSTREAM_MALFORMED HTML'],
  ['a body without end', { do: 'huge', bytes: 20_000_000 }, 'UPSTREAM_MALFORMED TOO_LARGE'],
  ['a small body that unpacks to one without end', { do: 'inflate', bytes: 1_000_000 }, 'UPSTREAM_MALFORMED TOO_LARGE'],
  [
    'a body in another charset',
    { do: 'status', status: 200, headers: { 'content-type': 'application/json; charset=utf-16' }, body: {} },
    'UPSTREAM_MALFORMED NOT_JSON',
  ],
  [
    'values within values without end',
    { do: 'status', status: 200, body: JSON.parse('['.repeat(1000).concat(']'.repeat(1000))) },
    'UPSTREAM_MALFORMED TOO_DEEP',
  ],
  ['a list where a row belongs', { do: 'status', status: 200, body: [CANARY] }, 'UPSTREAM_MALFORMED NOT_AN_OBJECT'],
  ['wrong types', { do: 'status', status: 200, body: { spentSumTotal: CANARY } }, 'UPSTREAM_MALFORMED'],
  ['a fraction of a kopeck', { do: 'status', status: 200, body: { spentSumTotal: 1.5 } }, 'UPSTREAM_MALFORMED'],
];

test.each(rows)('%s', async (_name, rule, code) => {
  const { ask, sandbox } = await givenLink();
  sandbox.faults.add({ operationId: 'accounts.report', ...rule });
  const { data, errors, result } = await ask();
  expect(errors).toEqual(code === null ? [] : [expect.stringMatching(new RegExp(`^${code} at card\\.spending`))]);
  const { balance, spending } = Object(data?.card);
  expect(balance).toMatch(/^-?\d+\.\d{2}$/);
  // A single field that cannot be read fails alone.
  expect(spending).toEqual(errors[0]?.endsWith('spending.total') ? { total: null } : null);
  expect(JSON.stringify([result, result.errors?.map(({ message, extensions }) => [message, extensions])])).not.toMatch(
    /canary|127\.0\.0\.1|nginx|<html/,
  );
});

test('an answer that is compressed, though nobody asked for it, is read', async () => {
  for (const encoding of ['gzip', 'deflate', 'br'] as const) {
    const { ask, sandbox } = await givenLink();
    sandbox.faults.add({ do: 'compress', encoding });
    const { data, errors } = await ask();
    expect([errors, Object(data?.card).spending]).toEqual([[], { total: expect.stringMatching(/^\d+\.\d{2}$/) }]);
  }
});

test('429 and 503 say when to ask again', async () => {
  for (const status of [429, 503]) {
    const { ask, sandbox } = await givenLink();
    sandbox.faults.add({ operationId: 'accounts.report', do: 'status', status, headers: { 'retry-after': '30' } });
    const { result } = await ask();
    expect(result.errors?.[0]?.originalError ?? result.errors?.[0]?.extensions).toMatchObject({ retryAfter: 30 });
  }
});

const links: [string, ProxyFaults, string][] = [
  ['nobody listens', { mode: 'refuse' }, 'UPSTREAM_UNAVAILABLE'],
  ['every connection is reset', { mode: 'reset' }, 'UPSTREAM_UNAVAILABLE'],
  ['every request is cut', { cutUpAfter: 30 }, 'UPSTREAM_UNAVAILABLE'],
  ['every answer is cut', { cutDownAfter: 40 }, 'UPSTREAM_UNAVAILABLE'],
  ['every answer is lost', { mode: 'applyThenCut' }, 'UPSTREAM_UNAVAILABLE'],
  ['a black hole', { mode: 'blackHole' }, 'UPSTREAM_TIMEOUT'],
  ['a server that is gone and nobody says so', { mode: 'halfOpen' }, 'UPSTREAM_TIMEOUT'],
  ['a thin line', { bytesPerSecond: 200 }, 'UPSTREAM_TIMEOUT'],
];

test.each(links)('the whole link: %s, and then it is well again', async (_name, faults, code) => {
  const { proxy, ask } = await givenLink();
  await proxy.set(faults);
  const { data, errors } = await ask();
  expect([data?.card, errors]).toEqual([null, [`${code} at card`]]);
  await proxy.clear();
  expect((await ask()).errors).toEqual([]);
});

test('a link that is merely slow and uneven serves all the same', async () => {
  const { proxy, ask } = await givenLink();
  await proxy.set({ latencyMs: 5, jitterMs: 15 });
  expect((await ask()).errors).toEqual([]);
});
