import { describe } from 'vitest';
import { createPostgresStore } from '../../../src/intents/store/postgres.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { givenPostgres } from '../../kit/given-postgres.ts';
import { closing, storeCases } from './store-cases.ts';

const postgres = await givenPostgres();

describe.skipIf(postgres.isMissing)('the postgres log', () => {
  storeCases(async () => {
    const url = await postgres.database();
    const reopen = () => closing(createPostgresStore({ url, clock: systemClock }));
    return { store: reopen(), reopen };
  });
});
