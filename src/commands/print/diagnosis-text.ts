import { stringify } from 'yaml';
import { type Decision, decisionsOf } from '../../doctor/decisions.ts';
import type { Diagnosis, Finding, OperationState } from '../../doctor/diagnosis.ts';
import { textTable } from './text-table.ts';

const MARKS: Readonly<Record<Finding['severity'], string>> = { error: 'ERROR', warning: 'warning', info: 'info' };

export interface DiagnosisTextOptions {
  /** Whether every finding and operation is printed, or only what decides. */
  readonly all: boolean;
}

/** A diagnosis for people: what decides and what to do about it, and the proposed dialect; with `all` the rest too. */
export function diagnosisText(slug: string, diagnosis: Diagnosis, { all }: DiagnosisTextOptions): string {
  const { ok, findings, operations } = diagnosis;
  const decisions = decisionsOf(diagnosis);
  const parts = [`${slug}: ${ok ? 'the gateway can serve it' : 'the gateway CANNOT serve it as it is configured'}`];
  if (decisions.length > 0) parts.push(textTable(decisions.map(decisionRow)));
  if (all) {
    parts.push(textTable(findings.map(findingRow)));
    const unusual = operations.filter(({ state }) => state !== 'present' && state !== 'assumed');
    if (unusual.length > 0) parts.push(textTable([['OPERATION', 'STATE', 'WHERE'], ...unusual.map(placeRow)]));
  } else parts.push(`  ${findings.length} findings in all: see them with --all.`);
  parts.push(`  ${countText(operations)}`, blockOf(diagnosis));
  return `${parts.join('\n\n')}\n`;
}

function decisionRow({ severity, code, text, action }: Decision): string[] {
  return [MARKS[severity], code, `${text} → ${action}`];
}

function findingRow({ severity, code, operation, text }: Finding): string[] {
  return [MARKS[severity], code, operation ?? '', text];
}

function placeRow({ operation, state, endpoint }: OperationState): string[] {
  return [operation, state, state === 'missing' ? '' : endpoint];
}

/** Only what was seen is vouched for. */
function countText(operations: readonly OperationState[]): string {
  const count = (wanted: OperationState['state']) => operations.filter(({ state }) => state === wanted).length;
  const parts = [
    `${count('present')} of ${operations.length} operations are at their place in the contract`,
    `${count('moved')} elsewhere`,
    `${count('missing')} are missing`,
    `${count('assumed')} are not known to be there`,
  ];
  return `${parts.filter((part, index) => index === 0 || !part.startsWith('0 ')).join(', ')}.`;
}

/** The dialect, ready to paste under the tenant. */
function blockOf({ place, dialect, isReached }: Diagnosis): string {
  const isEmpty = Object.keys(dialect).length === 0;
  if (isEmpty && !isReached) return '  The dialect to write: unknown, as no read of the server was answered.';
  const written = { ...place, ...(isEmpty ? {} : { dialect }) };
  if (Object.keys(written).length === 0) return '  The dialect to write: none, the server follows the contract.';
  const yaml = stringify(written, { lineWidth: 0 }).trimEnd();
  return `  The dialect to write, in place of the one in the file:\n\n${yaml.replace(/^/gm, '    ')}`;
}
