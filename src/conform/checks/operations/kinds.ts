import { defineCheck } from '../../check.ts';
import type { OperationRow } from '../../readings.ts';
import { count, firstOf, fits, type Outcome, untold } from '../../verdict.ts';

/** Of operations booked at a register, with a receipt, and of those booked by hand. */
const AT_REGISTER = ['POS_PAYMENT', 'POS_BONUS', 'POS_DISCOUNT', 'POS_SPEND'];
const BY_HAND = ['DEPOSIT', 'WITHDRAW', 'EXPIRE'];
/** Fewer rows of a kind prove nothing. */
const FEW = 5;

/** Kinds of the register have receipts, others have none. */
export const kinds = defineCheck({
  feature: 'operations.kinds',
  operation: 'operations.list',
  ask: async ({ operations }) => (await operations()).rows,
  compare(rows: readonly OperationRow[]) {
    if (rows.length === 0) return untold('there are no operations');
    const counted = AT_REGISTER.concat(BY_HAND).map((kind) => {
      const own = rows.filter((row) => row.kind === kind);
      return { kind, all: own.length, receipts: own.filter(({ receipt }) => receipt?.number != null).length };
    });
    const hasReceipts = rows.some(({ receipt }) => receipt?.number != null);
    const differences = counted
      .filter(({ all }) => hasReceipts && all >= FEW)
      .map(({ kind, all, receipts }) => {
        const isOfRegister = AT_REGISTER.includes(kind);
        if (isOfRegister && receipts === 0) return `none of ${all} ${kind} has a receipt, and others have`;
        return !isOfRegister && receipts * 2 > all && `${receipts} of ${all} ${kind} have a receipt`;
      });
    return firstOf(differences, unreadOf(rows) ?? readOf(rows, hasReceipts));
  },
});

function unreadOf(rows: readonly OperationRow[]): Outcome | null {
  const unread = rows.filter(({ kind }) => kind === 'UNKNOWN');
  const taking = unread.filter(({ amount }) => amount.startsWith('-')).length;
  if (unread.length === 0) return null;
  return untold(
    `the kind of ${unread.length} of ${count(rows.length, 'operation')} cannot be read: ${unread.length - taking} add and ${taking} take; the line values says which is which`,
  );
}

function readOf(rows: readonly OperationRow[], hasReceipts: boolean): Outcome {
  return hasReceipts
    ? fits(`receipts go with the kinds of the register, of ${count(rows.length, 'operation')}`)
    : untold('no operation bears the number of a receipt');
}

const NEWEST = '{ operations(first: 1) { nodes { createdAt } } }';
const QUARTER_MS = 15 * 60_000;

/** Nothing is booked in the future. */
export const times = defineCheck({
  feature: 'operations.createdAt',
  operation: 'operations.list',
  async ask({ client }) {
    const { operations } = await client.ask<{ operations: { nodes: readonly { createdAt: string }[] } }>(NEWEST);
    return { newest: operations.nodes[0]?.createdAt, now: client.clock.now() };
  },
  compare({ newest, now }) {
    if (newest === undefined) return untold('there are no operations');
    const ahead = Date.parse(newest) - now;
    return firstOf(
      [
        ahead > QUARTER_MS &&
          `the newest operation lies ${Math.round(ahead / 60_000)} minutes in the future: a wrong time zone`,
      ],
      fits('no operation lies in the future; compare the newest with ProBonus'),
    );
  },
});
