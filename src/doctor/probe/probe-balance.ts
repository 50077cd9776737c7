import type { DialectConfig } from '../../config/dialect.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { Money } from '../../lib/decimal.ts';
import { formatMoney, moneyFromMajor, moneyFromMinor } from '../../lib/decimal.ts';
import type { Findings } from '../diagnosis.ts';
import { isJson } from '../document/schema-reader.ts';
import type { Facts } from '../propose/propose-dialect.ts';
import type { Prober, Row } from './prober.ts';

export interface ExpectedBalance {
  /** A card number or another identifier. Never told in a finding. */
  readonly card: string;
  readonly balance: Money;
}

export interface BalanceOptions {
  readonly expected: ExpectedBalance;
  readonly dialect: DialectConfig;
  readonly proberOf: (dialect: DialectConfig) => Prober;
  readonly supports: (operation: OperationId) => boolean;
  readonly findings: Findings;
}

/** Decides by a balance that somebody knows whether the server speaks of kopecks or of roubles. */
export async function probeBalance(options: BalanceOptions): Promise<Facts> {
  const { expected, findings } = options;
  const told = (severity: 'error' | 'warning', text: string): Facts => {
    findings.add(severity, severity === 'error' ? 'MONEY_DIFFERS' : 'MONEY_UNPROVEN', text);
    return {};
  };
  const number = await balanceOf(options);
  if (number === null)
    return told('error', 'the card of --expect-balance was not found, or its balance could not be read');
  if (expected.balance === 0) return told('warning', 'a balance of zero tells nothing: choose another card');
  if (moneyFromMinor(number) === expected.balance) return proven(findings, 'kopecks');
  if (moneyFromMajor(number) === expected.balance) return proven(findings, 'roubles');
  return told(
    'error',
    `the card has another balance than ${formatMoney(expected.balance)}, in kopecks as well as in roubles`,
  );
}

function proven(findings: Findings, moneyUnit: 'kopecks' | 'roubles'): Facts {
  findings.add('info', 'MONEY_UNIT', `the balance that you know proves ${moneyUnit}`);
  return { moneyUnit };
}

/** The number as the server has it: in the dialect of kopecks nothing is converted. */
async function balanceOf({ expected, dialect, proberOf, supports }: BalanceOptions): Promise<number | null> {
  const prober = proberOf({ ...dialect, moneyUnit: 'kopecks' });
  if (supports('accounts.byIdentifier')) {
    const { reply, rows } = await prober.read('accounts.byIdentifier', { query: { value: expected.card } });
    const name = dialect.names['Account.balance'] ?? 'balance';
    if (reply.status === 200 && isJson(reply.json)) return numberOf(reply.json[name]);
    if (rows.length > 0) return null;
  }
  if (!supports('accounts.list')) return null;
  const { rows } = await prober.read('accounts.list', { query: { identifier: expected.card, limit: 2 } });
  const own = rows.filter((row) => hasCard(row, expected.card));
  return own.length === 1 ? numberOf(own[0]?.balance) : null;
}

function hasCard({ identifiers }: Row, card: string): boolean {
  return Array.isArray(identifiers) && identifiers.some((one) => isJson(one) && String(one.value) === card);
}

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
