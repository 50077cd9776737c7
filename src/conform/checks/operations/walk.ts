import { defineCheck } from '../../check.ts';
import type { OperationRow, OperationWindow } from '../../readings.ts';
import { count, firstOf, fits, suspect, untold } from '../../verdict.ts';

const COUNT =
  'query ($from: DateTime, $to: DateTime!) { operations(first: 1, filter: { from: $from, to: $to }) { totalCount } }';

/** Each operation once, newest first, as many as the server counts. */
export const operationWalk = defineCheck({
  feature: 'operations.walk',
  operation: 'operations.list',
  async ask({ client, operations }) {
    const window = await operations();
    if (window.from === null) return { window, total: window.totalCount };
    const answer = await client.ask<{ operations: { totalCount: number | null } }>(COUNT, {
      from: window.from,
      to: window.to,
    });
    return { window, total: answer.operations.totalCount };
  },
  compare({ window, total }: { window: OperationWindow; total: number | null }) {
    const { rows, covered } = window;
    if (rows.length === 0) return untold('there are no operations older than a quarter of an hour');
    const ids = new Set(rows.map(({ id }) => id));
    const times = rows.map(timeOf);
    return firstOf(
      [
        ids.size < rows.length && `${count(rows.length - ids.size, 'operation')} came twice on the walk`,
        times.some((time, at) => time > (times[at - 1] ?? time)) && 'operations do not come newest first',
        times.some((time) => time >= Date.parse(window.to)) && 'operations came that are newer than was asked for',
        total !== null &&
          total !== covered.length &&
          `the walk gave ${count(covered.length, 'operation')}, the server counts ${total}`,
      ],
      fits(
        `${count(rows.length, 'operation')}, each once${total === null ? '; the server does not tell how many there are' : ''}`,
      ),
    );
  },
});

const BEHIND = `query ($after: String, $to: DateTime!, $end: DateTime!) {
  behind: operations(first: 1, after: $after, filter: { to: $to }) { nodes { id } }
  older: operations(first: 1, filter: { to: $end }) { nodes { id } }
  since: operations(first: 1, filter: { from: "2000-01-01T00:00:00Z", to: $end }) { nodes { id } }
}`;

interface Behind {
  readonly behind: { readonly nodes: readonly { readonly id: string }[] };
  readonly older: { readonly nodes: readonly { readonly id: string }[] };
  /** Some servers give the last month where no time is asked for. */
  readonly since: { readonly nodes: readonly { readonly id: string }[] };
}

/** Nothing follows where the walk ended, asked for by the cursor and by the time. */
export const operationEnd = defineCheck({
  feature: 'operations.end',
  operation: 'operations.list',
  async ask({ client, operations }) {
    const window = await operations();
    const end = window.rows.at(-1)?.createdAt ?? window.to;
    return { window, answer: await client.ask<Behind>(BEHIND, { after: window.endCursor, to: window.to, end }) };
  },
  compare({ window: { rows, isWhole }, answer }) {
    const follows = answer.behind.nodes.length > 0;
    if (!isWhole) {
      return follows
        ? fits('more operations follow, as the walk said')
        : suspect('the walk said that more operations follow, and none does');
    }
    if (follows || answer.older.nodes.length > 0 || answer.since.nodes.length > 0)
      return suspect(`the walk ended after ${count(rows.length, 'operation')}, and there are older ones`);
    return fits('nothing follows the oldest operation');
  },
});

export const timeOf = ({ createdAt }: Pick<OperationRow, 'createdAt'>): number => Date.parse(createdAt);
