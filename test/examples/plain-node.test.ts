import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import { loadDay } from '../../examples/analytics/load-into-sqlite.ts';
import { operationsTable } from '../../examples/analytics/operations-table.ts';
import { bookingLines } from '../../examples/booking/tonights-bookings.ts';
import { cardNews } from '../../examples/card-news.ts';
import { createClient } from '../../examples/client.ts';
import { birthdayPresents } from '../../examples/crm/birthdays.ts';
import { putOnLadder } from '../../examples/crm/levels.ts';
import { groupBy } from '../../src/lib/group-by.ts';
import { given } from '../kit/given.ts';

/** Several guests who may be written to have their birthday on this day. */
const gateway = await given({ http: true, size: 'full', clock: '2026-07-11T12:00:00Z' });
const { sandbox } = gateway;

/** The business days of the sandbox, oldest first, with their operations. */
const days = [...groupBy(sandbox.operations(), ({ businessDate }) => businessDate)]
  .map(([day, rows]) => ({ day, rows }))
  .sort((a, b) => (a.day < b.day ? -1 : 1));

test('the hostess reads who comes tonight, and one bad phone loses nothing of the other 59', async () => {
  const phones = sandbox.accounts().flatMap(({ phones: [phone] }) => phone ?? []);
  const guests = [...new Set(phones.slice(100, 157)), '79990000000', '8 (900) 000-10-42'];
  const lines = await bookingLines(`${gateway.url}/graphql`, gateway.apiKey('saturn', 'booking'), [
    ...guests,
    'no phone',
  ]);
  expect(lines).toHaveLength(guests.length + 1);
  expect(lines.slice(0, 57).filter((line) => !/ to spend|blocked \(/.test(line))).toEqual([]);
  expect(lines.at(-3)).toBe('79990000000: new guest');
  expect(lines.at(-2)).toMatch(/^8 \(900\) 000-10-42: Иванова М\. С\., Постоянные гости, \d+\.\d\d to spend, /);
  expect(lines.at(-1)).toBe('no phone: ask at the door. A phone must have 10 to 15 digits.');
});

test('days are loaded wholly, each operation once, also when one is loaded again', async () => {
  const ask = createClient(`${gateway.url}/graphql`, gateway.apiKey('saturn', 'analytics'));
  const database = new DatabaseSync(':memory:');
  const [first, busy] = [days[0], days.find(({ rows }) => rows.length > 1000)];
  if (!first || !busy) throw new Error('no such days');
  const loaded = [];
  for (const { day } of [first, busy, first]) loaded.push(await loadDay(ask, database, day));
  expect(loaded).toEqual([first, busy, first].map(({ rows }) => rows.length));
  const rows = [...first.rows, ...busy.rows];
  const counted = database
    .prepare('select count(*) as rows, sum(round(amount * 100)) as kopecks from operations')
    .get();
  expect(counted).toEqual({ rows: rows.length, kopecks: rows.reduce((sum, { amount }) => sum + amount, 0) });
  database.close();
});

test('each guest who has a birthday today gets one present, and a card its ladder, however often the job runs', async () => {
  const ask = createClient(`${gateway.url}/graphql`, gateway.apiKey('saturn', 'crm'));
  const pause = async (seconds: number) => gateway.clock.advance(seconds * 1000);
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Moscow' }).format(gateway.clock.now());
  const presents = async () => {
    const found: string[] = [];
    for await (const { guest, outcome } of birthdayPresents({ ask, today, amount: '500.00', pause }))
      found.push(`${guest.id} ${outcome}`);
    return found;
  };
  const before = sandbox.operations().length;
  const first = await presents();
  expect(await presents()).toEqual(first);
  const born = sandbox
    .accounts()
    .filter(({ birthday, consents }) => birthday?.slice(5) === today.slice(5) && consents.personalData);
  const booked = sandbox.operations().slice(before);
  expect(booked.map(({ accountId }) => accountId).sort()).toEqual(born.map(({ id }) => id).sort());
  expect(first).toHaveLength(born.length);
  expect(born.length).toBeGreaterThan(2);

  const card = gateway.id('Card', 142);
  const nobody = gateway.id('Card', 99_999);
  expect(await putOnLadder(ask, 'Накопительная бонусная', [card, nobody])).toEqual([
    { cardId: card, failure: null },
    { cardId: nobody, failure: 'CARD_NOT_FOUND' },
  ]);
  await expect(putOnLadder(ask, 'Nobody', [card])).rejects.toThrow('no ladder "Nobody"; there are ');
});

test('the table of a period has every operation of it once', async () => {
  const ask = createClient(`${gateway.url}/graphql`, gateway.apiKey('saturn', 'analytics'));
  const period = days.slice(0, 120);
  const rows = period.flatMap((day) => day.rows);
  const lines: string[] = [];
  for await (const line of operationsTable(ask, period[0]?.day ?? '', period.at(-1)?.day ?? '')) lines.push(line);
  expect(rows.length).toBeGreaterThan(100);
  expect(lines.slice(1).map((line) => line.split(';')[0])).toEqual(
    expect.arrayContaining(rows.map(({ id }) => String(id))),
  );
  expect(lines).toHaveLength(rows.length + 1);
  expect(lines.every((line) => line.split(';').length === 7)).toBe(true);
});

test('news of a card are what was booked since the last look, also for a key that lists nobody', async () => {
  const ask = createClient(`${gateway.url}/graphql`, gateway.apiKey('saturn', 'delivery'));
  const cardId = gateway.id('Card', 142);
  let looks = 0;
  const pause = async () => {
    if (++looks === 2) await gateway.move('cardDeposit', gateway.give(142, '7.00'));
  };
  const news: string[][] = [];
  for await (const { operations } of cardNews(ask, cardId, pause)) {
    news.push(operations.map(({ amount }) => amount));
    if (news.length === 2) break;
  }
  expect({ news, looks }).toEqual({ news: [[], ['7.00']], looks: 2 });
});
