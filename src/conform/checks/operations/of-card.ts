import { defineCheck, NothingToCompare } from '../../check.ts';
import { masked } from '../../masked.ts';
import type { OperationRow, OperationWindow } from '../../readings.ts';
import { spread } from '../../samples.ts';
import { count, firstOf, fits } from '../../verdict.ts';

const CARDS_OF_ROWS = `query ($from: DateTime, $to: DateTime!) {
  operations(first: 20, filter: { from: $from, to: $to }) { nodes { id card { id number } } }
}`;
const OWN = `query ($id: ID!, $from: DateTime, $to: DateTime!) {
  card(by: { id: $id }) {
    operations(first: 100, filter: { from: $from, to: $to }) { pageInfo { hasNextPage } nodes { id kind amount createdAt } }
  }
}`;

type OwnRow = Pick<OperationRow, 'id' | 'kind' | 'amount' | 'createdAt'>;
interface CardOfRow {
  readonly id: string;
  readonly card: { readonly id: string; readonly number: string | null } | null;
}
interface Own {
  readonly card: {
    readonly operations: { readonly pageInfo: { readonly hasNextPage: boolean }; readonly nodes: readonly OwnRow[] };
  } | null;
}

interface Compared {
  readonly card: { readonly number: string | null };
  /** Rows of the walk that are known to be of the card. */
  readonly known: readonly string[];
  readonly own: readonly OwnRow[];
  readonly isCut: boolean;
}

const CARDS = 4;

/** The operations of a card are those of the walk over all cards, with the same amounts. */
export const cardOperations = defineCheck({
  feature: 'card.operations',
  operation: 'operations.list',
  filters: ['operations.list.accountId'],
  async ask({ client, operations }) {
    const window = await operations();
    const { from, to } = window;
    const { operations: page } = await client.ask<{ operations: { nodes: readonly CardOfRow[] } }>(CARDS_OF_ROWS, {
      from,
      to,
    });
    const owners = new Map(page.nodes.flatMap(({ card }) => (card ? [[card.id, card] as const] : [])));
    if (owners.size === 0) throw new NothingToCompare('no operation leads to its card');
    const compared: Compared[] = [];
    for (const card of spread([...owners.values()], CARDS)) {
      const answer = await client.ask<Own>(OWN, { id: card.id, from, to });
      const known = page.nodes.flatMap((row) => (row.card?.id === card.id ? row.id : []));
      const own = answer.card?.operations;
      compared.push({ card, known, own: own?.nodes ?? [], isCut: own?.pageInfo.hasNextPage ?? false });
    }
    return { window, compared };
  },
  compare({ window, compared }: { window: OperationWindow; compared: readonly Compared[] }) {
    const walked = new Map(window.covered.map((row) => [row.id, row]));
    return firstOf(
      compared.map(({ card, known, own, isCut }) => {
        const ids = new Set(own.map(({ id }) => id));
        if (!isCut && known.some((id) => !ids.has(id)))
          return `operations of ${masked(card)} are missing when it is asked for them`;
        if (ids.size < own.length) return `operations of ${masked(card)} come twice`;
        if (own.some(({ id }) => !walked.has(id)))
          return `${masked(card)} has operations that the walk over all cards did not give`;
        return own.some((row) => !isSame(row, walked.get(row.id)))
          ? `operations of ${masked(card)} differ from those of the walk over all cards`
          : null;
      }),
      fits(`${count(compared.length, 'card')} with the operations of the walk`),
    );
  },
});

function isSame(a: OwnRow, b: OwnRow | undefined): boolean {
  return a.kind === b?.kind && a.amount === b.amount && a.createdAt === b.createdAt;
}

const ONE = 'query ($id: ID!) { operation(id: $id) { id kind amount createdAt } }';

/** An operation that is read by its id is the one of the walk. */
export const operationById = defineCheck({
  feature: 'operation.by.id',
  operation: 'operations.get',
  async ask({ client, operations }) {
    const chosen = spread((await operations()).rows, 2);
    if (chosen.length === 0) throw new NothingToCompare('there are no operations');
    const answers: { row: OperationRow; found: OwnRow | null }[] = [];
    for (const row of chosen) {
      const { operation } = await client.ask<{ operation: OwnRow | null }>(ONE, { id: row.id });
      answers.push({ row, found: operation });
    }
    return answers;
  },
  compare: (answers) =>
    firstOf(
      answers.map(({ row, found }) => {
        if (found === null) return 'an operation of the walk is not found by its id';
        return found.id === row.id && isSame(found, row) ? null : 'an operation differs when it is read by its id';
      }),
      fits(`${count(answers.length, 'operation')} read by id as on the walk`),
    ),
});
