import { enumValues } from '../../contract/names.ts';
import type { Survey } from '../propose/survey.ts';
import type { Row } from './prober.ts';

/** Kinds of one server. */
const MOST = 12;

/** What rows show of values that are not the contract's: signs, checks and an example, from which a person tells which is which. */
export function hintValues(survey: Survey, accounts: readonly Row[], operations: readonly Row[]): void {
  const kinds = hintsOf(operations, 'kind', enumValues('OperationKind'), (own) => {
    const [one] = own;
    const signs = new Set(own.map(({ amount }) => Math.sign(Number(amount))).filter((sign) => sign !== 0));
    const sign = signs.size !== 1 ? 'both signs' : signs.has(1) ? 'positive' : 'negative';
    const checks = own.filter(({ checkNo }) => checkNo != null && Number(checkNo) !== 0).length;
    const check = checks === own.length ? ', with a check' : checks === 0 ? '' : ', some with a check';
    return `${sign}${check}, such as operation ${one?.id}`;
  });
  const genders = hintsOf(accounts, 'gender', enumValues('Gender'), ([one]) => `card ${one?.id}`);
  if (kinds !== null) survey.hints.set('Operation.kind', kinds);
  if (genders !== null) survey.hints.set('Account.gender', genders);
}

function hintsOf(
  rows: readonly Row[],
  property: string,
  known: readonly string[],
  hint: (rows: readonly Row[]) => string,
): string | null {
  const values = [...new Set(rows.map((row) => row[property]))].filter(
    (value) => value != null && !known.includes(String(value)),
  );
  const isShort = values.every((value) => /^[\p{L}\d_.\- ]{1,64}$/u.test(String(value)));
  if (values.length === 0 || values.length > MOST || !isShort) return null;
  const sorted = values.map(String).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return sorted.map((value) => `${value}: ${hint(rows.filter((row) => String(row[property]) === value))}`).join('; ');
}
