import { compareMoney } from '../lib/decimal.ts';
import { Refusal } from './graph-client.ts';
import { masked } from './masked.ts';
import { moneyOf } from './money.ts';
import type { CardRow, OperationRow, Readings } from './readings.ts';

/** A value that a person compares with what ProBonus shows. */
export interface ShownValue {
  readonly name: 'newestOperation' | 'newestChange' | 'greatestBalance' | 'greatestAmount' | 'kinds';
  readonly text: string;
}

const NEWEST = '{ operations(first: 1) { nodes { kind amount createdAt } } }';

/** A wrong unit or time zone contradicts nothing, and is seen here at a glance. Empty where the server refuses. */
export async function shownValues({ client, cards, operations }: Readings): Promise<readonly ShownValue[]> {
  const found: (ShownValue | null)[] = [
    await shown('newestOperation', async () => {
      const answer = await client.ask<{ operations: { nodes: readonly OperationRow[] } }>(NEWEST);
      const [newest] = answer.operations.nodes;
      return (
        newest &&
        `${newest.createdAt}, ${agoOf(client.clock.now() - Date.parse(newest.createdAt))}, ${newest.kind} ${newest.amount}`
      );
    }),
    // Cards may have times of another zone than operations.
    await shown('newestChange', async () => {
      const times = (await cards()).rows.flatMap(({ updatedAt, guest }) => updatedAt ?? guest.registeredAt ?? []);
      const newest = times.reduce<string | undefined>(
        (latest, time) => (latest === undefined || Date.parse(time) > Date.parse(latest) ? time : latest),
        undefined,
      );
      return newest && `of a card, ${newest}, ${agoOf(client.clock.now() - Date.parse(newest))}`;
    }),
    await shown('greatestBalance', async () => {
      const greatest = greatestOf((await cards()).rows, ({ balance }: CardRow) => balance);
      return greatest && `${greatest.balance} on ${masked(greatest)}`;
    }),
    await shown('greatestAmount', async () => {
      const greatest = greatestOf((await operations()).rows, ({ amount }: OperationRow) => amount);
      return greatest && `${greatest.amount}, ${greatest.kind} at ${greatest.createdAt}`;
    }),
    await shown('kinds', async () => kindsOf((await operations()).rows)),
  ];
  return found.filter((one) => one !== null);
}

async function shown(name: ShownValue['name'], read: () => Promise<string | undefined>): Promise<ShownValue | null> {
  try {
    const text = await read();
    return text === undefined ? null : { name, text };
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** `DEPOSIT 12+ 0-`: how many of each kind add and take. */
function kindsOf(rows: readonly OperationRow[]): string | undefined {
  const texts = [...new Set(rows.map(({ kind }) => kind))].sort().map((kind) => {
    const own = rows.filter((row) => row.kind === kind);
    const negative = own.filter(({ amount }) => amount.startsWith('-')).length;
    return `${kind} ${own.length - negative}+ ${negative}-`;
  });
  return texts.length > 0 ? texts.join(', ') : undefined;
}

/** `3 h 5 min ago`: hours that a zone is away show at a glance. */
function agoOf(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min ${ms < 0 ? 'ahead' : 'ago'}`;
}

function greatestOf<T>(rows: readonly T[], textOf: (row: T) => string): T | undefined {
  return rows.reduce<T | undefined>(
    (best, row) => (best === undefined || compareMoney(amountOf(textOf(row)), amountOf(textOf(best))) > 0 ? row : best),
    undefined,
  );
}

const amountOf = (text: string) => moneyOf(text) ?? 0;
