import type { DialectConfig } from '../../config/dialect.ts';
import type { Secret } from '../../lib/secret.ts';
import type { Findings } from '../diagnosis.ts';
import type { Examination } from '../examination.ts';
import { asWritten } from '../propose/propose-dialect.ts';
import { canServe, verify } from './try-dialect.ts';

/** Tries the proposal, and the present dialect where it is another, through the gateway's own client; says how they fared. */
export async function judgeDialect(
  { upstream, findings, present }: Examination,
  token: Secret,
  proposed: DialectConfig,
): Promise<void> {
  const verdict = await verify(upstream, proposed, token);
  for (const [operation, why] of verdict.failed)
    findings.add('warning', 'READ_FAILED', `with the proposed dialect: ${why}`, operation);
  const works = canServe(verdict);
  const count = `${verdict.worked.length} reads`;
  if (isSame(present, proposed)) {
    if (works)
      findings.add('info', 'DIALECT_FITS', `the configured dialect fits: ${count} through the gateway's client worked`);
    else findings.add('error', 'DIALECT_FAILS', 'cards or operations cannot be read, and no other dialect was found');
    return;
  }
  if (works)
    findings.add('info', 'DIALECT_VERIFIED', `with the proposed dialect ${count} through the gateway's client worked`);
  else findings.add('error', 'DIALECT_FAILS', 'cards or operations cannot be read with the proposed dialect either');
  if (canServe(await verify(upstream, present, token)) && present.moneyUnit === proposed.moneyUnit) {
    findings.add(
      'warning',
      'DIALECT_DIFFERS',
      'the configured dialect serves cards and operations; write the proposed one for the rest',
    );
  } else {
    const money = present.moneyUnit === proposed.moneyUnit ? '' : `, and amounts are in ${proposed.moneyUnit}`;
    findings.add(
      'error',
      'DIALECT_DIFFERS',
      `the gateway could not serve with the configured dialect${money}: write the proposed one`,
    );
  }
}

/** Without a read: whatever a request or an answer depends on would go wrong. */
export function judgeUnread(findings: Findings, present: DialectConfig, proposed: DialectConfig): void {
  findings.add('warning', 'DIALECT_UNVERIFIED', 'nothing was read, so nothing is verified');
  if (isSame(present, proposed)) return;
  const comfort = { idsFilter: true, operationIdsFilter: true, maxLimit: 1, missing: [] };
  const isVital = !isSame({ ...present, ...comfort }, { ...proposed, ...comfort });
  findings.add(
    isVital ? 'error' : 'warning',
    'DIALECT_DIFFERS',
    'the configured dialect is not what the document says: write the proposed one',
  );
}

function isSame(a: DialectConfig, b: DialectConfig): boolean {
  return JSON.stringify(sorted(asWritten(a))) === JSON.stringify(sorted(asWritten(b)));
}

/** The order of lines means nothing, except in a list of statuses. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return [...value].sort();
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
