import { addMoney, compareMoney, formatMoney, parseMoney } from '../../lib/decimal.ts';
import { isHundredfold } from '../money.ts';
import { type FeatureResult, fits, type Outcome, suspect, untold } from '../verdict.ts';
import type { CardState, Seen } from './card-state.ts';
import { AMOUNT, type BookedRow, REASON } from './move.ts';

export type Direction = 'deposit' | 'withdraw';

export interface ComparedMove {
  readonly direction: Direction;
  readonly before: CardState;
  /** The row of the answer; null where the answer told none. */
  readonly booked: BookedRow | null;
  readonly seen: Seen;
  /** Login of the gateway, as the server names it; null where it is not known. */
  readonly login: string | null;
  readonly now: number;
}

const ONE = parseMoney(AMOUNT) ?? 0;
const SIGNS = { deposit: ['', 'DEPOSIT', ONE], withdraw: ['-', 'WITHDRAW', -ONE] } as const;
/** Beyond it a time zone is wrong, not a clock. */
const NEAR_MS = 15 * 60_000;

/** What one booked move shows: balance, row, reason, time and login. Pure. */
export function compareMove({ direction, before, booked, seen, login, now }: ComparedMove): FeatureResult[] {
  const { row, afterMs } = seen;
  const operation = `operations.${direction}` as const;
  const result = (feature: string, outcome: Outcome): FeatureResult => ({
    feature: `write.${direction}.${feature}`,
    operation,
    ...outcome,
  });
  const results = [result('balance', ofBalance(direction, before, seen.state))];
  if (!row)
    return [
      ...results,
      result('list', suspect('what was booked did not come in the list of the card within half a minute')),
    ];
  return [
    ...results,
    result(
      'list',
      booked && booked.id !== row.id
        ? suspect('the answer and the list name different operations')
        : fits(`in the list of the card after ${Math.round(afterMs / 1000)} s`),
    ),
    result('row', ofRow(direction, row)),
    result(
      'reason',
      row.reason === REASON
        ? fits('the reason came back whole')
        : suspect('the reason does not come back as it was given'),
    ),
    result(
      'time',
      Math.abs(Date.parse(row.createdAt) - now) > NEAR_MS
        ? suspect(`booked now, and told as ${row.createdAt}: a wrong time zone`)
        : fits('booked at the time that it is told'),
    ),
    result('login', ofLogin(row.user, login)),
  ];
}

/** How the balance changed, in place of by 1.00. */
export function ofBalance(direction: Direction, before: CardState, after: CardState): Outcome {
  const [was, is] = [parseMoney(before.balance), parseMoney(after.balance)];
  if (was === null || is === null) return untold('the balance of the card cannot be read');
  const change = addMoney(is, -was);
  const expected = SIGNS[direction][2];
  if (compareMoney(change, expected) === 0) return fits(`the balance changed by ${formatMoney(change)}`);
  if (compareMoney(change, 0) === 0) return suspect('booked, and the balance did not change within half a minute');
  if (compareMoney(change, -expected) === 0)
    return suspect(`the balance changed by ${formatMoney(change)}: the other way`);
  const unit = isHundredfold(change, expected) ? ': the unit is wrong' : '';
  return suspect(`the balance changed by ${formatMoney(change)} in place of ${formatMoney(expected)}${unit}`);
}

function ofRow(direction: Direction, { kind, amount }: BookedRow): Outcome {
  const [sign, ownKind] = SIGNS[direction];
  if (kind !== ownKind) return suspect(`a ${direction} is told as ${kind}`);
  return amount === `${sign}${AMOUNT}`
    ? fits(`${kind} ${amount}`)
    : suspect(`${sign}${AMOUNT} was booked, and ${amount} is told`);
}

function ofLogin(user: string | null, login: string | null): Outcome {
  if (user === null) return untold('the server does not tell who booked');
  if (login === null) return untold('the login of the gateway is not known: it has a token');
  return user === login
    ? fits('booked under the login of the gateway')
    : suspect('booked under another login than the gateway’s');
}
