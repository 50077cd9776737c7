import type { DialectConfig } from '../config/dialect.ts';
import { endpoints } from '../contract/endpoints.ts';
import { type OperationId, operations } from '../contract/schemas.ts';
import type { Findings, OperationState } from './diagnosis.ts';
import type { Scalar } from './document/shape.ts';
import { endpointText, type OperationMatch, type OperationMatches } from './match/match-operations.ts';
import { flat } from './match/words.ts';
import type { ObservedName, Survey } from './propose/survey.ts';

/** Reports operations that moved, are missing or uncertain; returns the state of all. */
export function reportOperations(
  matches: OperationMatches,
  dialect: DialectConfig,
  findings: Findings,
): OperationState[] {
  return [...matches].map(([operation, match]) => {
    const usual = `${endpoints[operation].method} ${endpoints[operation].path}`;
    const missing = dialect.missing.includes(operation);
    if (missing) reportMissing(operation, match.state, usual, findings);
    if (match.state !== 'moved' || missing) {
      const state = missing ? 'missing' : match.state === 'assumed' ? 'assumed' : 'present';
      return { operation, state, endpoint: dialect.paths[operation] ?? usual };
    }
    const place = endpointText(operation, match.theirs);
    findings.add('info', 'OPERATION_MOVED', `found at ${place}`, operation);
    const isRisky = match.score < 0.65 && endpoints[operation].class === 'write';
    if (isRisky)
      findings.add('warning', 'OPERATION_UNCERTAIN', `${place} is only similar: check it before you use it`, operation);
    return { operation, state: 'moved', endpoint: place };
  });
}

function reportMissing(
  operation: OperationId,
  state: OperationMatch['state'],
  usual: string,
  findings: Findings,
): void {
  if (state === 'assumed') findings.add('info', 'OPERATION_MISSING', 'it is written under missing', operation);
  else if (state !== 'absent') {
    findings.add('info', 'OPERATION_MISSING', 'it is written under missing, though the server has it', operation);
  } else if (endpoints[operation].class === 'write') {
    const text = `nothing tells of ${usual} or the like: if the server has it, write its place under paths`;
    findings.add('warning', 'OPERATION_MISSING', text, operation);
  } else findings.add('warning', 'OPERATION_MISSING', `the server has no ${usual}, and nothing similar`, operation);
}

/** Reports names, values and forms that differ from the contract or are missing. */
export function reportSurvey(survey: Survey, dialect: DialectConfig, findings: Findings): void {
  const { keyCase, numericIdentifiers } = dialect;
  if (keyCase === 'snake') findings.add('info', 'KEY_CASE', 'properties and parameters are in snake case');
  const { arrays, objects } = survey.envelopes;
  if (arrays > 0) {
    const both = objects > 0 ? 'some lists are bare arrays' : 'lists are bare arrays';
    findings.add('info', 'LIST_ENVELOPE', `${both}: totals are unknown`);
  }
  if (numericIdentifiers) findings.add('info', 'NUMERIC_IDENTIFIERS', 'identifiers are JSON numbers');
  reportNames(survey.names, findings);
  for (const key of Object.keys(dialect.parameters)) {
    const dot = key.lastIndexOf('.');
    const operation = key.slice(0, dot) as OperationId;
    findings.add('info', 'PARAMETER_RENAMED', `${key.slice(dot + 1)} is named "${dialect.parameters[key]}"`, operation);
  }
  reportValues(survey, dialect, findings);
  reportAbsences(survey, dialect, findings);
}

function reportNames(names: readonly ObservedName[], findings: Findings): void {
  for (const { scopes, property, theirs, how } of names) {
    if (how === 'same' || flat(theirs) === flat(property)) continue;
    const text = `${scopes.at(-1)}.${property} is named "${theirs}"`;
    findings.add('info', 'FIELD_RENAMED', text);
    if (how === 'guessed')
      findings.add('warning', 'FIELD_GUESSED', `${text}: guessed by its position: check it before you use it`);
  }
}

function reportValues(survey: Survey, dialect: DialectConfig, findings: Findings): void {
  const unknown = new Map<string, { readonly ours: readonly string[]; readonly values: Set<Scalar> }>();
  for (const { scopes, property, ours, theirs } of survey.values) {
    const key = `${scopes.at(-1)}.${property}`;
    const mapped = Object.keys(dialect.values[key] ?? {}).length;
    if (mapped > 0) findings.add('info', 'VALUES_DIFFER', `${key}: ${mapped} values are spelled differently`);
    const expected = new Set([...ours, ...Object.values(dialect.values[key] ?? {}).map(String)]);
    const entry = unknown.get(key) ?? { ours, values: new Set() };
    for (const value of theirs) if (!expected.has(String(value))) entry.values.add(value);
    unknown.set(key, entry);
  }
  for (const [key, { ours, values }] of unknown) {
    if (values.size === 0) continue;
    const isNumbers = [...values].every((value) => /^\d{1,4}$/.test(String(value)));
    const numbers = isNumbers ? [...values].sort((x, y) => Number(x) - Number(y)).join(', ') : null;
    const seen = survey.hints.get(key) ?? numbers;
    const which = seen === null ? '' : ` (${seen})`;
    const [count, read] = values.size === 1 ? ['1 value is', 'reads'] : [`${values.size} values are`, 'read'];
    const text = `${key}: ${count} not in the contract${which}, and ${read} as UNKNOWN. Write which is which: values: { ${key}: { ${ours[0]}: …, ${ours[1]}: … } }`;
    findings.add('warning', 'VALUES_UNKNOWN', text);
  }
}

function reportAbsences({ absences, names }: Survey, dialect: DialectConfig, findings: Findings): void {
  const seen = new Set(names.map(({ scopes, property }) => `${scopes[0]}.${property}`));
  for (const { operation, what, scopes, property, required, other } of absences) {
    if (what === 'parameter') {
      // Pages that are numbered have names of their own.
      if (dialect.paging && (property === 'limit' || property === 'offset')) continue;
      const severity = required || property === 'limit' || property === 'offset' ? 'warning' : 'info';
      findings.add(severity, 'PARAMETER_MISSING', `no parameter ${property}`, operation);
      continue;
    }
    if (what === 'field' && seen.has(`${scopes[0]}.${property}`)) continue;
    const severity = required && !isNeedless(scopes, property) ? 'warning' : 'info';
    const code = what === 'field' ? 'FIELD_MISSING' : 'INPUT_MISSING';
    const name = scopes[0] === undefined ? property : `${scopes[0]}.${property}`;
    if (other !== undefined) {
      const text = `${name} seems to be "${other}", in a form that no line reads: an adapter changes it`;
      findings.add('warning', code, text, tagOf(operation, what));
      continue;
    }
    findings.add(
      severity,
      code,
      `no ${name}${required ? ', which the contract requires' : ''}`,
      tagOf(operation, what),
    );
  }
}

/** Nobody needs a total, and the card around an identifier says whose it is. */
function isNeedless([schema]: readonly string[], property: string): boolean {
  return property === 'total' || (schema === 'Identifier' && property === 'accountId');
}

/** Null for fields: they are missing in a schema, not in one operation. */
function tagOf(operation: OperationId, what: string): OperationId | null {
  return what === 'input' || operations[operation].answer === 'json' ? operation : null;
}
