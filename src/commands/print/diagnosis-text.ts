import { stringify } from 'yaml';
import type { Diagnosis, Finding, OperationState } from '../../doctor/diagnosis.ts';
import { textTable } from './text-table.ts';

const MARKS: Readonly<Record<Finding['severity'], string>> = { error: 'ERROR', warning: 'warning', info: 'info' };

/** A diagnosis for people: findings, operations at another place than in the contract, and the proposed dialect. */
export function diagnosisText(slug: string, { ok, dialect, findings, operations }: Diagnosis): string {
  const head = `${slug}: ${ok ? 'the gateway can serve it' : 'the gateway CANNOT serve it as it is configured'}`;
  const parts = [head, textTable(findings.map((finding) => rowOf(finding)))];
  const unusual = operations.filter(({ state }) => state !== 'present' && state !== 'assumed');
  if (unusual.length > 0) parts.push(textTable([['OPERATION', 'STATE', 'WHERE'], ...unusual.map(placeOf)]));
  const present = operations.filter(({ state }) => state === 'present').length;
  const assumed = operations.filter(({ state }) => state === 'assumed').length;
  parts.push(
    `  ${present} of ${operations.length} operations are at their place in the contract${assumed > 0 ? `, ${assumed} are assumed to be` : ''}.`,
  );
  parts.push(blockOf(dialect));
  return `${parts.join('\n\n')}\n`;
}

function rowOf({ severity, code, operation, text }: Finding): string[] {
  return [MARKS[severity], code, operation ?? '', text];
}

function placeOf({ operation, state, endpoint }: OperationState): string[] {
  return [operation, state, state === 'missing' ? '' : endpoint];
}

/** The dialect, ready to paste under the tenant. */
function blockOf(dialect: Diagnosis['dialect']): string {
  if (Object.keys(dialect).length === 0) return '  Proposed dialect: none, the server follows the contract.';
  const yaml = stringify({ dialect }, { lineWidth: 0 }).trimEnd();
  return `  Proposed dialect, in place of the one in the file:\n\n${yaml.replace(/^/gm, '    ')}`;
}
