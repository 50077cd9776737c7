import type { DialectConfig } from '../../config/dialect.ts';
import type { Secret } from '../../lib/secret.ts';
import type { Findings } from '../diagnosis.ts';
import type { Examination } from '../examination.ts';
import { asWritten } from '../propose/propose-dialect.ts';
import { canServe, tryDialect } from './try-dialect.ts';

/**
 * Tries the proposed dialect, and the configured one if it differs, through the gateway's own client; reports both. True where
 * the proposed one reads cards or operations at all.
 */
export async function reportDialect(
  { upstream, findings, configured }: Examination,
  token: Secret,
  proposed: DialectConfig,
): Promise<boolean> {
  const trial = await tryDialect(upstream, proposed, token);
  for (const [operation, why] of trial.failed)
    findings.add('warning', 'READ_FAILED', `with the proposed dialect: ${why}`, operation);
  const works = canServe(trial);
  const count = `${trial.worked.length} reads`;
  if (isSame(configured, proposed)) {
    if (works)
      findings.add('info', 'DIALECT_FITS', `the configured dialect fits: ${count} through the gateway's client worked`);
    else findings.add('error', 'DIALECT_FAILS', 'cards or operations cannot be read, and no other dialect was found');
    return trial.isAnswered;
  }
  if (works)
    findings.add('info', 'DIALECT_VERIFIED', `with the proposed dialect ${count} through the gateway's client worked`);
  else findings.add('error', 'DIALECT_FAILS', 'cards or operations cannot be read with the proposed dialect either');
  const sameUnits = configured.moneyUnit === proposed.moneyUnit && isEqual(configured.money, proposed.money);
  if (canServe(await tryDialect(upstream, configured, token)) && sameUnits) {
    const text = 'the configured dialect serves cards and operations; the proposed one serves the rest too';
    findings.add('warning', 'DIALECT_DIFFERS', text);
  } else {
    const money = sameUnits ? '' : ', and amounts have another unit';
    const text = `the gateway could not serve with the configured dialect${money}: use the proposed one`;
    findings.add('error', 'DIALECT_DIFFERS', text);
  }
  return trial.isAnswered;
}

function isEqual(a: object, b: object): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

/** Reports without reads: a difference is an error where requests or answers depend on it. */
export function reportUnverified(findings: Findings, configured: DialectConfig, proposed: DialectConfig): void {
  findings.add('warning', 'DIALECT_UNVERIFIED', 'no reads were sent, so the dialect is unverified');
  if (isSame(configured, proposed)) return;
  const optional = { idsFilter: true, operationIdsFilter: true, maxLimit: 1, missing: [] };
  const isVital = !isSame({ ...configured, ...optional }, { ...proposed, ...optional });
  findings.add(
    isVital ? 'error' : 'warning',
    'DIALECT_DIFFERS',
    'the configured dialect contradicts the document: use the proposed one',
  );
}

function isSame(a: DialectConfig, b: DialectConfig): boolean {
  const plain = (dialect: DialectConfig) => JSON.stringify(sorted(asWritten({ ...dialect, checked: null })));
  return plain(a) === plain(b);
}

/** A copy without the order of keys and lists, which means nothing in a dialect. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return [...value].sort();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
