import { defineCheck, NothingToCompare } from '../../check.ts';
import { instant, type OperationRow, type OperationWindow } from '../../readings.ts';
import { count, firstOf, fits, suspect } from '../../verdict.ts';
import { timeOf } from './walk.ts';

const HALVES = `query ($from: DateTime, $moment: DateTime!, $to: DateTime!) {
  before: operations(first: 50, filter: { from: $from, to: $moment }) { totalCount nodes { id } }
  since: operations(first: 50, filter: { from: $moment, to: $to }) { totalCount nodes { id } }
}`;

interface Half {
  readonly totalCount: number | null;
  readonly nodes: readonly { readonly id: string }[];
}
interface Halves {
  readonly before: Half;
  readonly since: Half;
}

const MOST = 50;
/** Two ways to write one instant. */
const ZONES = [0, 9] as const;

/** The operations before a moment and those since are those of the walk, in whatever zone the moment is written. */
export const operationPeriod = defineCheck({
  feature: 'operations.period',
  operation: 'operations.list',
  async ask({ client, operations }) {
    const window = await operations();
    const middle = window.covered[Math.floor(window.covered.length / 2)];
    if (!middle) throw new NothingToCompare('there are no operations to divide');
    const moment = Math.floor(timeOf(middle) / 1000) * 1000;
    const answers: Halves[] = [];
    for (const hours of ZONES)
      answers.push(
        await client.ask<Halves>(HALVES, { from: window.from, to: window.to, moment: inZone(moment, hours) }),
      );
    return { window, moment, answers, isMisread: client.misreads('operations.list.dateTo') };
  },
  compare({
    window: { covered },
    moment,
    answers,
    isMisread,
  }: {
    window: OperationWindow;
    moment: number;
    answers: readonly Halves[];
    isMisread: boolean;
  }) {
    if (isMisread) return suspect('operations of other times came than were asked for');
    const before = covered.filter((row) => timeOf(row) < moment);
    const since = covered.filter((row) => timeOf(row) >= moment);
    return firstOf(
      answers.flatMap((halves) => [
        differenceOf('before', before, halves.before),
        differenceOf('since', since, halves.since),
      ]),
      fits(`${count(before.length, 'operation')} before a moment and ${since.length} since are all of the walk`),
    );
  },
});

function differenceOf(side: string, expected: readonly OperationRow[], { totalCount, nodes }: Half): string | null {
  if (totalCount !== null && totalCount !== expected.length)
    return `${expected.length} operations of the walk are ${side} a moment, and the server counts ${totalCount}`;
  const first = new Set(expected.slice(0, MOST).map(({ id }) => id));
  const isSame = nodes.length === first.size && nodes.every(({ id }) => first.has(id));
  return isSame ? null : `the operations ${side} a moment are not those of the walk`;
}

/** The instant as a clock so many hours east of Greenwich shows it. */
function inZone(ms: number, hours: number): string {
  if (hours === 0) return instant(ms);
  return `${instant(ms + hours * 3_600_000).slice(0, 19)}+${String(hours).padStart(2, '0')}:00`;
}
