import { addMoney, compareMoney, type Money, magnitude } from '../../lib/decimal.ts';
import { reader } from '../../upstream/codec/read-fields.ts';
import type { Account } from '../../upstream/resources/accounts.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import { amountOf } from '../read-back/rows.ts';

/** MIXED: a balance has changed by the hundredfold or a hundredth of what was moved. UNTOLD: by something else, or not at all. */
export type UnitsComparison = 'FITS' | 'MIXED' | 'UNTOLD';

export function compareUnits(change: Money, moved: Money): UnitsComparison {
  if (compareMoney(change, 0) === 0 || compareMoney(moved, 0) === 0) return 'UNTOLD';
  if (compareMoney(change, moved) === 0) return 'FITS';
  return isHundredfold(change, moved) || isHundredfold(moved, change) ? 'MIXED' : 'UNTOLD';
}

/** Whether rows of one card, the newest first, or the newest beside the card's balance, show other units; a row that fits denies it. */
export function areMixed(rows: readonly Operation[], balance: Money | null): boolean {
  const balances = rows.map((row) => readable(() => reader('Operation', row).optionalMoney('balanceAfter')));
  const [newest = null] = balances;
  if (newest !== null && balance !== null && compareUnits(balance, newest) === 'MIXED') return true;
  const comparisons = rows.map((row, at): UnitsComparison => {
    const [after, before, amount] = [balances[at] ?? null, balances[at + 1] ?? null, amountOf(row)];
    if (after === null || before === null || amount === null) return 'UNTOLD';
    return compareUnits(magnitude(addMoney(after, -before)), magnitude(amount));
  });
  return comparisons.includes('MIXED') && !comparisons.includes('FITS');
}

/** Null where it cannot be read. */
export function balanceOf(account: Account): Money | null {
  return readable(() => reader('Account', account).money('balance'));
}

function isHundredfold(large: Money, small: Money): boolean {
  return BigInt(large) === BigInt(small) * 100n;
}

function readable(read: () => Money | null): Money | null {
  try {
    return read();
  } catch {
    return null;
  }
}
