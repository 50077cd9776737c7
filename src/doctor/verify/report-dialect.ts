import type { DialectConfig } from '../../config/dialect.ts';
import type { Secret } from '../../lib/secret.ts';
import type { Findings } from '../diagnosis.ts';
import type { Examination } from '../examination.ts';
import { hasSameLogin, hasSameUnits, isSameDialect } from './same-dialect.ts';
import { canServe, type Trial, tryDialect } from './try-dialect.ts';

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
  reportUnreadable(trial, findings);
  const works = canServe(trial);
  const count = `${trial.worked.length} reads`;
  if (isSameDialect(configured, proposed)) {
    if (works)
      findings.add('info', 'DIALECT_FITS', `the configured dialect fits: ${count} through the gateway's client worked`);
    else findings.add('error', 'DIALECT_FAILS', 'cards or operations cannot be read, and no other dialect was found');
    return trial.isAnswered;
  }
  if (works)
    findings.add('info', 'DIALECT_VERIFIED', `with the proposed dialect ${count} through the gateway's client worked`);
  else {
    findings.add('error', 'DIALECT_FAILS', 'cards or operations cannot be read with the proposed dialect alone');
    return trial.isAnswered;
  }
  const sameUnits = hasSameUnits(configured, proposed);
  // The reads below have a token already.
  const logsIn = 'token' in upstream.credentials || hasSameLogin(configured, proposed);
  if (sameUnits && logsIn && canServe(await tryDialect(upstream, configured, token))) {
    const text = 'the configured dialect serves cards and operations; the proposed one serves the rest too';
    findings.add('warning', 'DIALECT_DIFFERS', text);
  } else {
    const money = sameUnits ? '' : ', and amounts have another unit';
    const text = `the gateway could not serve with the configured dialect${money}: use the proposed one`;
    findings.add('error', 'DIALECT_DIFFERS', text);
  }
  return trial.isAnswered;
}

export function reportUnreadable({ unreadable }: Trial, findings: Findings): void {
  if (unreadable.length === 0) return;
  const fields = unreadable.slice(0, 8).join(', ');
  findings.add('warning', 'FIELDS_UNREADABLE', `not there, or of another form: ${fields}`);
}

/** Reports without reads: a difference is an error where requests or answers depend on it. */
export function reportUnverified(findings: Findings, configured: DialectConfig, proposed: DialectConfig): void {
  findings.add('warning', 'DIALECT_UNVERIFIED', 'no reads were sent, so the dialect is unverified');
  if (isSameDialect(configured, proposed)) return;
  const optional = { idsFilter: true, operationIdsFilter: true, maxLimit: 1, missing: [] };
  const isVital = !isSameDialect({ ...configured, ...optional }, { ...proposed, ...optional });
  findings.add(
    isVital ? 'error' : 'warning',
    'DIALECT_DIFFERS',
    'the configured dialect contradicts the document: use the proposed one',
  );
}
