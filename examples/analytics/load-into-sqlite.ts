import type { createClient } from '../client.ts';
import { OperationsOfDayDocument, type OperationsOfDayQuery } from '../documents.ts';

type Operation = NonNullable<OperationsOfDayQuery['operations']>['nodes'][number];

/** What is used of a database: that of `node:sqlite`, among others. */
export interface Database {
  exec(statement: string): unknown;
  prepare(statement: string): { run(...values: (string | null)[]): unknown };
}

const TABLE = `create table if not exists operations (
  id text primary key, business_date text not null, created_at text not null, kind text not null, amount text not null,
  card_id text, group_name text, restaurant text
)`;

/** Every operation of a business day exactly once, even if others are booked meanwhile. */
export async function* operationsOfDay(ask: ReturnType<typeof createClient>, day: string): AsyncGenerator<Operation> {
  let after: string | null = null;
  do {
    const { operations }: OperationsOfDayQuery = await ask(OperationsOfDayDocument, { day, after });
    if (!operations) throw new Error('the operations cannot be read');
    yield* operations.nodes;
    after = operations.pageInfo.hasNextPage ? operations.pageInfo.endCursor : null;
  } while (after !== null);
}

/** Loads a day, wholly or not at all. A row has the id of its operation as its key, so a second load adds nothing. Resolves the number of rows. */
export async function loadDay(ask: ReturnType<typeof createClient>, database: Database, day: string): Promise<number> {
  database.exec(TABLE);
  const insert = database.prepare('insert or replace into operations values (?, ?, ?, ?, ?, ?, ?, ?)');
  let count = 0;
  database.exec('begin');
  try {
    for await (const { id, businessDate, createdAt, kind, amount, card, receipt } of operationsOfDay(ask, day)) {
      const names = [card?.id ?? null, card?.group?.name ?? null, receipt?.restaurant?.name ?? null];
      insert.run(id, businessDate, createdAt, kind, amount, ...names);
      count++;
    }
    database.exec('commit');
  } catch (error) {
    database.exec('rollback');
    throw error;
  }
  return count;
}
