import type { DialectConfig } from '../../config/dialect.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { Money } from '../../lib/decimal.ts';
import { formatMoney, moneyFromMajor, moneyFromMinor } from '../../lib/decimal.ts';
import { isRecord } from '../../lib/is-record.ts';
import type { Findings } from '../diagnosis.ts';
import type { Observations } from '../propose/propose-dialect.ts';
import type { Prober, Row } from './prober.ts';

export interface ExpectedBalance {
  /** A card number or another identifier. No finding repeats it. */
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

/** Decides by an expected balance whether amounts are kopecks or roubles. */
export async function probeBalance(options: BalanceOptions): Promise<Observations> {
  const { expected, findings } = options;
  const undecided = (severity: 'error' | 'warning', text: string): Observations => {
    findings.add(severity, severity === 'error' ? 'MONEY_DIFFERS' : 'MONEY_UNPROVEN', text);
    return {};
  };
  const number = await balanceOf(options);
  if (number === null)
    return undecided('error', 'the card of --expect-balance was not found, or its balance is unreadable');
  if (expected.balance === 0) return undecided('warning', 'a balance of zero decides nothing: choose another card');
  if (moneyFromMinor(number) === expected.balance) return proven(findings, 'kopecks');
  if (moneyFromMajor(number) === expected.balance) return proven(findings, 'roubles');
  return undecided(
    'error',
    `the balance of the card is not ${formatMoney(expected.balance)}, neither in kopecks nor in roubles`,
  );
}

function proven(findings: Findings, moneyUnit: 'kopecks' | 'roubles'): Observations {
  findings.add('info', 'MONEY_UNIT', `the expected balance proves ${moneyUnit}`);
  return { balance: moneyUnit };
}

/** The number as the server sends it: the dialect of kopecks converts nothing. */
async function balanceOf({ expected, dialect, proberOf, supports }: BalanceOptions): Promise<number | null> {
  const prober = proberOf({ ...dialect, moneyUnit: 'kopecks', money: {} });
  if (supports('accounts.byIdentifier')) {
    const { reply, rows } = await prober.read('accounts.byIdentifier', { query: { value: expected.card } });
    const name = dialect.names['Account.balance'] ?? 'balance';
    if (reply.status === 200 && isRecord(reply.json)) return numberOf(reply.json[name]);
    if (rows.length > 0) return null;
  }
  if (!supports('accounts.list')) return null;
  const { rows } = await prober.read('accounts.list', { query: { identifier: expected.card, limit: 2 } });
  const own = rows.filter((row) => hasCard(row, expected.card));
  return own.length === 1 ? numberOf(own[0]?.balance) : null;
}

function hasCard({ identifiers }: Row, card: string): boolean {
  return Array.isArray(identifiers) && identifiers.some((one) => isRecord(one) && String(one.value) === card);
}

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
