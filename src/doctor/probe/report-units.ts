import type { DialectConfig } from '../../config/dialect.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { Findings } from '../diagnosis.ts';
import type { Survey } from '../propose/survey.ts';
import type { Row } from './prober.ts';

/** Says what proves the unit of each resource, and asks with an example where nothing does. */
export function reportUnits(
  { moneyUnit, money }: Pick<DialectConfig, 'moneyUnit' | 'money'>,
  survey: Survey,
  rowsOf: (operation: OperationId) => readonly Row[],
  findings: Findings,
): void {
  const unproven: string[] = [];
  for (const [resource, { fractions, wholes, named }] of survey.money) {
    if (fractions + wholes === 0) continue;
    const unit = money[resource] ?? moneyUnit;
    if (unit === 'unproven' && (fractions > 0 || named.size > 0)) {
      const text = `${resource}: amounts are refused, as it is written, though their unit can be told`;
      findings.add('warning', 'MONEY_UNIT', text);
    } else if (unit === 'unproven') unproven.push(resource);
    else if (fractions > 0) findings.add('info', 'MONEY_UNIT', `${resource}: amounts with a fraction prove roubles`);
    else if (named.size > 0) findings.add('info', 'MONEY_UNIT', `${resource}: the document names ${unit}`);
  }
  if (unproven.length === 0) return;
  const example =
    (unproven.includes('Account') ? exampleOf(rowsOf('accounts.list'), 'balance', 'a card has the balance') : null) ??
    exampleOf(rowsOf('operations.list'), 'amount', 'an operation has the amount');
  const asked = example === null ? '' : `; ${example}`;
  const text = `whole numbers do not tell whether amounts are kopecks or roubles: ${unproven.join(', ')}${asked}`;
  findings.add('error', 'MONEY_UNPROVEN', text);
}

/** The greatest number, which a person finds most easily. */
function exampleOf(rows: readonly Row[], property: string, noun: string): string | null {
  const numbers = rows.map((row) => row[property]).filter((value) => typeof value === 'number');
  const greatest = Math.max(0, ...numbers);
  return greatest > 0 ? `${noun} ${greatest}: is that ${(greatest / 100).toFixed(2)} or ${greatest}.00 roubles?` : null;
}
