import type { createClient } from './client.ts';
import { OperationsOfDayDocument, type OperationsOfDayQuery } from './documents.ts';

type Operation = NonNullable<OperationsOfDayQuery['operations']>['nodes'][number];

/** Every operation of a business day exactly once, even if others are booked meanwhile. For the nightly load of a warehouse. */
export async function* operationsOfDay(ask: ReturnType<typeof createClient>, day: string): AsyncGenerator<Operation> {
  let after: string | null = null;
  do {
    const { operations }: OperationsOfDayQuery = await ask(OperationsOfDayDocument, { day, after });
    if (!operations) return;
    yield* operations.nodes;
    after = operations.pageInfo.hasNextPage ? operations.pageInfo.endCursor : null;
  } while (after !== null);
}
