import { defineCheck } from '../../check.ts';
import type { OperationRow } from '../../readings.ts';
import { count, firstOf, fits, suspect, untold } from '../../verdict.ts';

/** What adds to a card, and what takes from it. A void of a check books the opposite, so that only most of them have the sign. */
const SIGNS = {
  DEPOSIT: 1,
  PROMO: 1,
  REFERRAL: 1,
  POS_BONUS: 1,
  WITHDRAW: -1,
  EXPIRE: -1,
  POS_PAYMENT: -1,
} as const;

/** Fewer amounts may all add. */
const FEW = 20;
export const UNSIGNED = 'no amount is negative, and the kinds that take cannot be read: amounts may lack their sign';

/** Amounts have the sign of their kind. */
export const signs = defineCheck({
  feature: 'operations.signs',
  operation: 'operations.list',
  ask: async ({ operations }) => (await operations()).rows,
  compare(rows: readonly OperationRow[]) {
    const share = (kind: string, sign: number) => {
      const own = rows.filter((row) => row.kind === kind);
      return own.length > 0 && own.filter(({ amount }) => Math.sign(Number(amount)) === sign).length * 2 > own.length;
    };
    const found = Object.entries(SIGNS).map(([kind, sign]) => {
      const amounts = rows
        .flatMap((row) => (row.kind === kind ? Math.sign(Number(row.amount)) : []))
        .filter((one) => one !== 0);
      return { kind, sign, all: amounts.length, wrong: amounts.filter((one) => one !== sign).length };
    });
    const seen = found.reduce((sum, { all }) => sum + all, 0);
    const unread = rows.filter(({ kind }) => kind === 'UNKNOWN').length;
    if (unread >= FEW && rows.every(({ amount }) => Number(amount) >= 0)) return suspect(UNSIGNED);
    if (seen === 0) return untold('no operation has a kind whose sign is known');
    return firstOf(
      [
        // By itself either sign may be a server's own.
        share('POS_DISCOUNT', 1) && share('POS_SPEND', -1) && 'POS_DISCOUNT are positive and POS_SPEND negative',
        ...found.map(
          ({ kind, sign, all, wrong }) =>
            wrong * 2 > all && `${wrong} of ${all} ${kind} are ${sign > 0 ? 'negative' : 'positive'}`,
        ),
      ],
      fits(`${count(seen, 'amount')} with the sign of their kind`),
    );
  },
});
