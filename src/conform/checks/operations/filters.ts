import { enumValues } from '../../../contract/names.ts';
import { type Check, defineCheck, NothingToCompare } from '../../check.ts';
import type { OperationRow } from '../../readings.ts';
import { count, firstOf, fits } from '../../verdict.ts';

interface Question {
  readonly filter: Readonly<Record<string, unknown>>;
  readonly matches: (row: OperationRow) => boolean;
}

interface Filtered {
  readonly totalCount: number | null;
  readonly nodes: readonly { readonly id: string }[];
}

const MOST = 50;
const FILTERED = `query ($filter: OperationFilter!) {
  operations(first: 50, filter: $filter) { totalCount nodes { id } }
}`;

/** A filter gives the operations of the walk that have what it asks for. */
function filter(name: string, questionOf: (rows: readonly OperationRow[]) => Question | null): Check {
  return defineCheck({
    feature: `operations.filter.${name}`,
    operation: 'operations.list',
    filters: [`operations.list.${name}Id`],
    async ask({ client, operations }) {
      const { covered, from, to } = await operations();
      const question = questionOf(covered);
      if (!question) throw new NothingToCompare(`no operation of the walk could be asked for by ${name}`);
      const filter = { ...question.filter, from, to };
      const { operations: found } = await client.ask<{ operations: Filtered }>(FILTERED, { filter });
      return { expected: covered.filter(question.matches), found };
    },
    compare({ expected, found: { totalCount, nodes } }) {
      const got = new Set(nodes.map(({ id }) => id));
      const known = new Set(expected.map(({ id }) => id));
      const lacking = expected.slice(0, MOST).filter(({ id }) => !got.has(id)).length;
      const strange = nodes.filter(({ id }) => !known.has(id)).length;
      return firstOf(
        [
          strange > 0 && `${count(strange, 'operation')} came by ${name} without having it on the walk`,
          lacking > 0 && `${count(lacking, 'operation')} of the walk did not come by ${name}`,
          totalCount !== null &&
            totalCount !== expected.length &&
            `${count(expected.length, 'operation')} of the walk by ${name}, and the server counts ${totalCount}`,
        ],
        fits(`${count(expected.length, 'operation')} by ${name}, as on the walk`),
      );
    },
  });
}

/** Values of the rows, the rarest first: an ignored filter shows at once. */
function values(rows: readonly OperationRow[], read: (row: OperationRow) => string | null | undefined): string[] {
  const uses = new Map<string, number>();
  for (const row of rows) {
    const value = read(row);
    if (value != null) uses.set(value, (uses.get(value) ?? 0) + 1);
  }
  return [...uses].sort(([, a], [, b]) => a - b).map(([value]) => value);
}

const kindsOf = (rows: readonly OperationRow[]) => values(rows, ({ kind }) => (kind === 'UNKNOWN' ? null : kind));

function ofKinds(most: number) {
  return (rows: readonly OperationRow[]): Question | null => {
    const kinds = kindsOf(rows).slice(0, most);
    return kinds.length < most ? null : { filter: { kinds }, matches: ({ kind }) => kinds.includes(kind) };
  };
}

/** Kinds that no row of the walk has: the list may leave their rows out. The rarest where all are seen. */
function unseen(rows: readonly OperationRow[]): Question | null {
  const kinds = enumValues('OperationKind').filter((kind) => rows.every((row) => row.kind !== kind));
  return kinds.length === 0 || rows.length === 0 ? ofKinds(1)(rows) : { filter: { kinds }, matches: () => false };
}

export const operationFilters: readonly Check[] = [
  filter('kind', ofKinds(1)),
  filter('kinds', ofKinds(2)),
  filter('restaurant', (rows) => {
    const restaurantOf = ({ receipt }: OperationRow) => receipt?.restaurant?.id;
    const [id] = values(rows, restaurantOf);
    return id === undefined ? null : { filter: { restaurant: id }, matches: (row) => restaurantOf(row) === id };
  }),
  filter('businessDate', (rows) => {
    const days = values(rows, ({ businessDate }) => businessDate).sort();
    // Neither end of the walk, where the day may not be whole.
    const day = days[Math.floor(days.length / 2)];
    if (day === undefined || days.length < 3) return null;
    return { filter: { businessDate: { from: day, to: day } }, matches: ({ businessDate }) => businessDate === day };
  }),
];

/** The last of all: a server that applies no kinds is asked for many pages. */
export const kindsUnseen = filter('kindsUnseen', unseen);
