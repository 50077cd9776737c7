import { Client } from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { CardMove } from '../../../src/intents/move.ts';
import { createPostgresStore } from '../../../src/intents/store/postgres.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { given } from '../../kit/given.ts';
import { givenPostgres } from '../../kit/given-postgres.ts';

const postgres = await givenPostgres();
const OLDER = { name: 'IntentStoreError', fault: 'OLDER_COPY' };

/** Two gateways on one database, which can go back to what it was, as a stale standby does that becomes the primary. */
async function givenReplicas() {
  const url = await postgres.database();
  const client = new Client(url.reveal());
  await client.connect();
  onTestFinished(() => client.end());
  const saturn = await given();
  const open = () => saturn.another({ store: createPostgresStore({ url, clock: systemClock }) });
  const [one, other] = [await open(), await open()];
  const cards = saturn.sandbox.accounts().filter(({ isBlocked }) => !isBlocked);
  const book = (key: string, by: typeof one, card = 0) => {
    const move: CardMove = { kind: 'CARD_DEPOSIT', cardId: cards[card]?.id ?? 0, amount: 1000, reason: 'Доставка' };
    return saturn.book(move, { key: key.padEnd(16, '0') }, by);
  };
  return {
    ...{ saturn, open, one, other, book },
    async goBack() {
      await client.query("DELETE FROM probonus_intents WHERE key LIKE 'lost%'");
      await client.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
    },
  };
}

test.skipIf(postgres.isMissing)(
  'a database that went back is noticed at the first move on a new connection',
  async () => {
    const { saturn, one, other, open, book, goBack } = await givenReplicas();
    await book('kept', one);
    await book('lost', one);
    await book('kept-too', other, 1);
    await goBack();
    // The first use of each ended connection fails, with nothing sent.
    const refusal = () => book('lost', one).catch((error: Error) => error);
    await expect.poll(refusal).toMatchObject({ ...OLDER, message: expect.stringContaining('went back') });
    expect(await book('kept', one)).toMatchObject({ state: 'BOOKED', replayed: true });
    expect(one.status().fault).toBe('OLDER_COPY');
    // The finding stands in the log: for the replica that lost nothing, and for a later process.
    saturn.clock.advance(16_000);
    await expect.poll(() => other.status().fault).toBe('OLDER_COPY');
    await expect(book('lost', other)).rejects.toMatchObject(OLDER);
    const third = await open();
    await expect(book('lost', third)).rejects.toMatchObject(OLDER);
    expect(saturn.sends()).toBe(3);

    // Adopted by one, it is adopted for all.
    const lines = await third.operate({ action: 'adopt', because: 'failover', by: 'anna' });
    expect(lines[0]).toContain('saturn: 1 operation ');
    for (const gateway of [one, other]) {
      saturn.clock.advance(16_000);
      await expect.poll(() => gateway.status().fault).toBeNull();
      expect((await book('lost', gateway)).state).toBe('PENDING');
    }
    expect((await book('next', one, 2)).state).toBe('BOOKED');
    expect(saturn.sends()).toBe(4);
  },
);

test.skipIf(postgres.isMissing)('lost connections alone stop nothing', async () => {
  const { one, book, goBack } = await givenReplicas();
  await book('kept', one);
  await goBack();
  await expect.poll(async () => (await book('kept-2', one).catch(() => null))?.state).toBe('BOOKED');
  expect(one.status().fault).toBeNull();
});
