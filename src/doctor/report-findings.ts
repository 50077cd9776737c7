import type { DialectConfig } from '../config/dialect.ts';
import { endpoints } from '../contract/endpoints.ts';
import { type OperationId, operations } from '../contract/schemas.ts';
import type { Findings, OperationState } from './diagnosis.ts';
import { type Lines, lineFor } from './match/match-operations.ts';
import { matchValues } from './match/match-values.ts';
import { flat } from './match/words.ts';
import type { NameSeen, Survey } from './propose/survey.ts';

/** Tells of every operation that is elsewhere, lacking or not known for sure; gives the whole table. */
export function describeOperations(lines: Lines, dialect: DialectConfig, findings: Findings): OperationState[] {
  return [...lines].map(([operation, line]) => {
    const usual = `${endpoints[operation].method} ${endpoints[operation].path}`;
    const missing = dialect.missing.includes(operation);
    if (missing)
      findings.add('warning', 'OPERATION_MISSING', `the server has no ${usual}, nor anything like it`, operation);
    if (line.state !== 'moved' || missing) {
      const state = missing ? 'missing' : line.state === 'assumed' ? 'assumed' : 'present';
      return { operation, state, line: dialect.paths[operation] ?? usual };
    }
    const place = lineFor(operation, line.theirs);
    findings.add('info', 'OPERATION_MOVED', `found at ${place}`, operation);
    const isRisky = line.score < 0.65 && endpoints[operation].class === 'write';
    if (isRisky)
      findings.add('warning', 'OPERATION_UNCERTAIN', `${place} is only similar: look before you trust it`, operation);
    return { operation, state: 'moved', line: place };
  });
}

/** Tells of names, values and forms that differ from the contract, and of what is not there at all. */
export function describeSurvey(survey: Survey, dialect: DialectConfig, findings: Findings): void {
  const { keyCase, numericIdentifiers } = dialect;
  if (keyCase === 'snake') findings.add('info', 'KEY_CASE', 'properties and parameters are in snake case');
  const { arrays, objects } = survey.envelopes;
  if (arrays > 0) {
    const both = objects > 0 ? 'some lists are bare arrays' : 'lists are bare arrays';
    findings.add('info', 'LIST_ENVELOPE', `${both}: totals are not known`);
  }
  if (numericIdentifiers) findings.add('info', 'NUMERIC_IDENTIFIERS', 'identifiers are JSON numbers');
  describeNames(survey.names, findings);
  for (const key of Object.keys(dialect.parameters)) {
    const dot = key.lastIndexOf('.');
    const operation = key.slice(0, dot) as OperationId;
    findings.add('info', 'PARAMETER_RENAMED', `${key.slice(dot + 1)} is "${dialect.parameters[key]}"`, operation);
  }
  describeValues(survey, dialect, findings);
  describeLacks(survey, findings);
}

function describeNames(names: readonly NameSeen[], findings: Findings): void {
  for (const { scopes, property, theirs, how } of names) {
    if (how === 'same' || flat(theirs) === flat(property)) continue;
    const text = `${scopes.at(-1)}.${property} is "${theirs}"`;
    findings.add('info', 'FIELD_RENAMED', text);
    if (how === 'guessed')
      findings.add('warning', 'FIELD_GUESSED', `${text}: guessed by its place, so look before you trust it`);
  }
}

function describeValues(survey: Survey, dialect: DialectConfig, findings: Findings): void {
  for (const { scopes, property, ours, theirs, closed } of survey.values) {
    const key = `${scopes.at(-1)}.${property}`;
    const mapped = Object.keys(dialect.values[key] ?? {}).length;
    if (mapped > 0) findings.add('info', 'VALUES_DIFFER', `${key}: ${mapped} values are spelt otherwise`);
    if (closed) {
      const match = matchValues(ours, theirs);
      if (match.guessed) findings.add('warning', 'VALUES_GUESSED', `${key}: values were paired by their order alone`);
      if (match.unknown > 0) findings.add('warning', 'VALUES_UNKNOWN', `${key}: ${match.unknown} values are not ours`);
      continue;
    }
    const known = new Set([...ours, ...Object.values(dialect.values[key] ?? {}).map(String)]);
    const unknown = theirs.filter((value) => !known.has(String(value))).length;
    if (unknown > 0)
      findings.add('warning', 'VALUES_UNKNOWN', `${key}: answers show ${unknown} values that are not ours`);
  }
}

function describeLacks({ lacks, names }: Survey, findings: Findings): void {
  const seen = new Set(names.map(({ scopes, property }) => `${scopes[0]}.${property}`));
  for (const { operation, what, scopes, property, required } of lacks) {
    if (what === 'parameter') {
      const severity = required || property === 'limit' || property === 'offset' ? 'warning' : 'info';
      findings.add(severity, 'PARAMETER_MISSING', `no parameter ${property}`, operation);
      continue;
    }
    if (what === 'field' && seen.has(`${scopes[0]}.${property}`)) continue;
    const severity = required ? 'warning' : 'info';
    const code = what === 'field' ? 'FIELD_MISSING' : 'INPUT_MISSING';
    const name = scopes[0] === undefined ? property : `${scopes[0]}.${property}`;
    findings.add(
      severity,
      code,
      `no ${name}${required ? ', which the contract requires' : ''}`,
      tagOf(operation, what),
    );
  }
}

/** A field lacks in a schema, whichever of its operations was looked at. */
function tagOf(operation: OperationId, what: string): OperationId | null {
  return what === 'input' || operations[operation].answer === 'json' ? operation : null;
}
