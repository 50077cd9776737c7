import { describe, expect, test } from 'vitest';
import { at } from '../../kit/at.ts';
import { type Given, given } from '../../kit/given.ts';

async function deposit({ sandbox }: Given, reason: string) {
  const answer = await fetch(`${sandbox.url}/operations/deposit`, {
    method: 'POST',
    headers: { authorization: 'bearer saturn-gateway-token', 'content-type': 'application/json' },
    body: JSON.stringify({ accountId: 142, amount: 100, reason }),
  });
  expect(answer.status).toBe(200);
}

async function booked({ ask }: Given, filter: unknown) {
  const { data, errors } = await ask(
    'query ($filter: CardOperationFilter) { card(by: { upstreamId: "142" }) { operations(first: 20, filter: $filter) { nodes { reason createdAt businessDate } } } }',
    { filter },
  );
  expect(errors).toEqual([]);
  return at<{ reason: string; createdAt: string; businessDate: string }[]>(data, 'card', 'operations', 'nodes');
}

describe('the hour that comes twice, in Berlin', () => {
  async function givenNight() {
    const berlin = await given({ timeZone: 'Europe/Berlin', clock: '2026-10-24T23:30:00Z' });
    for (const [reason, iso] of [
      ['before', '2026-10-24T23:50:00Z'],
      ['first pass', '2026-10-25T00:40:00Z'],
      ['second pass', '2026-10-25T01:40:00Z'],
      ['after', '2026-10-25T02:10:00Z'],
    ] as const) {
      berlin.clock.set(iso);
      await deposit(berlin, reason);
    }
    return berlin;
  }

  test('takes the earlier offset, for the server writes no zone', async () => {
    expect(await booked(await givenNight(), { from: '2026-10-24T23:40:00Z' })).toEqual([
      { reason: 'after', createdAt: '2026-10-25T03:10:00+01:00', businessDate: '2026-10-24' },
      { reason: 'second pass', createdAt: '2026-10-25T02:40:00+02:00', businessDate: '2026-10-24' },
      { reason: 'first pass', createdAt: '2026-10-25T02:40:00+02:00', businessDate: '2026-10-24' },
      { reason: 'before', createdAt: '2026-10-25T01:50:00+02:00', businessDate: '2026-10-24' },
    ]);
  });

  test('a bound is held against the times as they are told', async () => {
    const berlin = await givenNight();
    const reasons = async (filter: unknown) => (await booked(berlin, filter)).map(({ reason }) => reason);
    expect(await reasons({ from: '2026-10-25T00:40:00Z' })).toEqual(['after', 'second pass', 'first pass']);
    expect(await reasons({ from: '2026-10-25T00:40:01Z' })).toEqual(['after']);
    expect(await reasons({ from: '2026-10-24T23:50:00Z', to: '2026-10-25T00:40:00Z' })).toEqual(['before']);
    expect(await reasons({ from: '2026-10-25T01:40:00Z' })).toEqual(['after']);
    for (const row of await booked(berlin, { from: '2026-10-24T23:40:00Z' })) {
      const own = await booked(berlin, {
        from: row.createdAt,
        to: new Date(Date.parse(row.createdAt) + 1000).toISOString(),
      });
      expect(own).toContainEqual(row);
    }
  });
});

test.each([
  ['Asia/Yekaterinburg', '+05:00'],
  ['America/St_Johns', '-03:30'],
  ['Asia/Kathmandu', '+05:45'],
  ['Pacific/Kiritimati', '+14:00'],
  ['UTC', '+00:00'],
])('times of %s bear %s', async (timeZone, offset) => {
  const there = await given({ timeZone, clock: '2026-01-15T12:00:00Z' });
  await deposit(there, 'сейчас');
  const [row] = await booked(there, { from: '2026-01-15T12:00:00Z', to: '2026-01-15T12:00:01Z' });
  expect(row?.createdAt.slice(19)).toBe(offset);
  expect(Date.parse(row?.createdAt ?? '')).toBe(Date.parse('2026-01-15T12:00:00Z'));
});
