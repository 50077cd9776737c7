import { createClient } from '../client.ts';
import { OperationsOfPeriodDocument, type OperationsOfPeriodQuery } from '../documents.ts';

type Ask = ReturnType<typeof createClient>;
type Operation = NonNullable<OperationsOfPeriodQuery['operations']>['nodes'][number];

const HEAD = 'number;business day;time;kind;amount;card;restaurant';

/** The operations of some business days as CSV, newest first: each that existed when the walk began, once. */
export async function* operationsTable(ask: Ask, from: string, to: string): AsyncGenerator<string> {
  yield HEAD;
  let after: string | null = null;
  do {
    const { operations }: OperationsOfPeriodQuery = await ask(OperationsOfPeriodDocument, { from, to, after });
    if (!operations) return;
    for (const row of operations.nodes) yield line(row);
    after = operations.pageInfo.hasNextPage ? operations.pageInfo.endCursor : null;
  } while (after !== null);
}

function line({ upstreamId, businessDate, createdAt, kind, amount, card, receipt }: Operation): string {
  const cells = [upstreamId, businessDate, createdAt, kind, amount, card?.upstreamId, receipt?.restaurant?.name];
  return cells.map((cell) => (/[;"\n]/.test(cell ?? '') ? `"${cell?.replaceAll('"', '""')}"` : (cell ?? ''))).join(';');
}

const [program, from, to] = process.argv.slice(1);
if (program?.endsWith('operations-table.ts') && from && to) {
  const ask = createClient(process.env.GATEWAY ?? 'http://127.0.0.1:4000/graphql', process.env.KEY ?? '');
  for await (const text of operationsTable(ask, from, to)) console.log(text);
}
