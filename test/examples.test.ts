import { expect, test } from 'vitest';
import { cardNews } from '../examples/card-news.ts';
import { createClient } from '../examples/client.ts';
import { operationsOfDay } from '../examples/nightly-load.ts';
import { operationsTable } from '../examples/operations-table.ts';
import { bookingLines } from '../examples/tonights-bookings.ts';
import { given } from './kit/given.ts';

const gateway = await given({ http: true, size: 'full', clock: Date.now() });
const { sandbox } = gateway;

test('the hostess reads who comes tonight', async () => {
  const ask = createClient(`${gateway.url}/graphql`, gateway.apiKey('saturn', 'booking'));
  const lines = await bookingLines(ask, ['8 (900) 000-10-42', '79990000000']);
  expect(lines[0]).toMatch(/^8 \(900\) 000-10-42: Иванова М\. С\., Постоянные гости, \d+\.\d\d to spend, /);
  expect(lines[1]).toBe('79990000000: new guest');
});

test('the nightly load gets every operation of the day once', async () => {
  const ask = createClient(`${gateway.url}/graphql`, gateway.apiKey('saturn', 'crm'));
  const booked = sandbox.operations();
  const day = booked.at(-400)?.businessDate ?? '';
  const loaded: string[] = [];
  for await (const { id } of operationsOfDay(ask, day)) loaded.push(id);
  expect(new Set(loaded).size).toBe(loaded.length);
  expect(loaded.length).toBe(booked.filter(({ businessDate }) => businessDate === day).length);
});

test('the table of a period has every operation of it once', async () => {
  const ask = createClient(`${gateway.url}/graphql`, gateway.apiKey('saturn', 'analytics'));
  const booked = sandbox.operations();
  const day = booked.at(-400)?.businessDate ?? '';
  const lines: string[] = [];
  for await (const line of operationsTable(ask, day, day)) lines.push(line);
  const rows = booked.filter(({ businessDate }) => businessDate === day);
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
