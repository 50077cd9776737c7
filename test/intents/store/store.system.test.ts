import { describe, expect, test } from 'vitest';
import { createPostgresStore } from '../../../src/intents/store/postgres.ts';
import { inOwnTime } from '../../../src/intents/store/time/own-time.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { givenPostgres } from '../../kit/given-postgres.ts';
import { newIntent } from '../../kit/new-intent.ts';
import { closing, storeCases } from './store-cases.ts';

const postgres = await givenPostgres();

describe.skipIf(postgres.isMissing)('the postgres log', () => {
  storeCases(async () => {
    const url = await postgres.database();
    const reopen = () => closing(createPostgresStore({ url, clock: systemClock }));
    return { store: reopen(), reopen };
  });
});

test.skipIf(postgres.isMissing)(
  'rows stand in the time of PostgreSQL, whatever the clock of their gateway says',
  async () => {
    const url = await postgres.database();
    const shared = closing(createPostgresStore({ url, clock: systemClock }));
    const WRONG_MS = 20 * 60_000;
    const now = () => systemClock.now() + WRONG_MS;
    const wrong = inOwnTime(shared, { now, after: systemClock.after });
    const began = systemClock.now();
    const row = newIntent({ submittedAt: now() });
    await wrong.begin(row);
    // What the answers of PostgreSQL take is not known.
    const minutes = (from: number, to = 0) => Math.round((to - from) / 60_000);
    expect(minutes(began, (await shared.get(row))?.submittedAt)).toBe(0);
    expect(minutes(began, (await wrong.get(row))?.submittedAt)).toBe(20);
  },
);
