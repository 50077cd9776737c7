import { expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/config/upstream-limits.ts';
import type { ExceededLimit } from '../../../src/upstream/answer-limits.ts';
import type { UpstreamOptions } from '../../../src/upstream/client.ts';
import { listCall, readAll } from '../../../src/upstream/resources/list-call.ts';
import { standingClock } from '../../kit/clock.ts';
import { fakeServer } from '../../kit/fake-server.ts';
import { clientOf, failureOf, withToken } from '../../kit/upstream-client.ts';

type Row = { id: number; name: string };

/** A server whose list of tags is `rowsAt`: what it gives at an offset. */
async function given(
  rowsAt: (offset: number, limit: number) => { items: Row[]; total?: number },
  options: Partial<UpstreamOptions> = {},
) {
  const exceeded: ExceededLimit[] = [];
  const server = await fakeServer(({ query }) => ({
    body: rowsAt(Number(query.get('offset')), Number(query.get('limit'))),
  }));
  const onExceeded = (one: ExceededLimit) => void exceeded.push(one);
  const upstream = clientOf(server.url, { ...withToken, onExceeded, ...options });
  return { server, exceeded, read: () => readAll(upstream, listCall('tags.list')) };
}

const rows = (from: number, count: number, name = 'tag'): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: from + index + 1, name }));

test('a total that grows with every page ends at the rows of a dictionary', async () => {
  const { server, read, exceeded } = await given((offset, limit) => ({
    items: rows(offset, limit),
    total: offset + 2 * limit,
  }));
  expect(await failureOf(read())).toMatchObject({
    kind: 'MALFORMED',
    reason: 'TOO_LARGE',
    operation: 'tags.list',
    option: 'upstream.dictionaryRows',
  });
  expect(exceeded).toEqual([{ operation: 'tags.list', option: 'upstream.dictionaryRows', limit: 20_000 }]);
  expect(server.requests).toHaveLength(21);
});

test('as many rows as there may be are read, in pages of whatever length', async () => {
  for (const cap of [1000, 50]) {
    const { server, read } = await given((offset) => ({
      items: rows(offset, Math.min(cap, 20_000 - offset)),
      total: 20_000,
    }));
    expect(await read()).toHaveLength(20_000);
    expect(server.requests).toHaveLength(20_000 / cap);
  }
});

test('pages of one row each end as well', async () => {
  const { server, read } = await given((offset) => ({ items: rows(offset, 1), total: 1_000_000 }), {
    limits: { dictionaryRows: 1000 },
  });
  expect(await failureOf(read())).toMatchObject({ reason: 'TOO_LARGE', option: 'upstream.dictionaryRows' });
  expect(server.requests).toHaveLength(21);
});

test('the same page for ever is read twice, and is no list where the total says more', async () => {
  const { server, read } = await given((_offset, limit) => ({ items: rows(0, limit), total: 1_000_000 }));
  expect(await failureOf(read())).toMatchObject({ kind: 'MALFORMED', reason: 'OFFSET_IGNORED' });
  expect(server.requests).toHaveLength(2);
});

test('pages that are each small enough end at the bytes of a dictionary', async () => {
  const { dictionary } = DEFAULT_LIMITS.maxBytes;
  let sent = 0;
  const { server, read, exceeded } = await given((offset, limit) => {
    const page = { items: rows(offset, limit, 'x'.repeat(1000)), total: offset + 2 * limit };
    sent += JSON.stringify(page).length;
    return page;
  });
  expect(await failureOf(read())).toMatchObject({ reason: 'TOO_LARGE', option: 'upstream.maxBytes.dictionary' });
  expect(exceeded).toEqual([{ operation: 'tags.list', option: 'upstream.maxBytes.dictionary', limit: dictionary }]);
  expect(server.requests).toHaveLength(9);
  expect(sent).toBeLessThan(dictionary + 2_000_000);
});

test('a server that ignores the limit may give a dictionary in one answer, of its size at most', async () => {
  let size = 7_000_000;
  const { server, read } = await given(() => ({ items: rows(0, 12, 'x'.repeat(size / 12)), total: 12 }));
  expect(await read()).toHaveLength(12);
  size = 9_000_000;
  expect(await failureOf(read())).toMatchObject({ reason: 'TOO_LARGE', option: 'upstream.maxBytes.dictionary' });
  expect(server.requests).toHaveLength(2);
});

test('all pages of a dictionary have half a minute together', async () => {
  const clock = standingClock();
  const { server, read, exceeded } = await given(
    (offset, limit) => {
      clock.advance(4000);
      return { items: rows(offset, limit), total: 1_000_000 };
    },
    { clock },
  );
  expect(await failureOf(read())).toMatchObject({ reason: 'TOO_LARGE', option: 'upstream.dictionaryTimeoutMs' });
  expect(exceeded).toEqual([{ operation: 'tags.list', option: 'upstream.dictionaryTimeoutMs', limit: 30_000 }]);
  expect(server.requests).toHaveLength(8);
});
