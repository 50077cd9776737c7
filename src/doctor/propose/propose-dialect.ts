import { DEFAULT_DIALECT, type DialectConfig } from '../../config/dialect.ts';
import { operationScopes } from '../../contract/dialect-scopes.ts';
import { OPERATIONS } from '../../contract/names.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { resolveDialect, toSnake } from '../../upstream/codec/dialect.ts';
import type { Scalar } from '../document/shape.ts';
import { type Line, type Lines, lineFor } from '../match/match-operations.ts';
import { matchValues } from '../match/match-values.ts';
import { flat } from '../match/words.ts';
import type { NameSeen, Survey, ValuesSeen } from './survey.ts';

/** What was found out otherwise than by looking at names. */
export type Facts = Partial<
  Pick<
    DialectConfig,
    'moneyUnit' | 'idsFilter' | 'operationIdsFilter' | 'maxLimit' | 'authScheme' | 'unauthorized' | 'numericIdentifiers'
  >
> & {
  /** Tried out, where no document tells them. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly names?: Readonly<Record<string, string>>;
};

/**
 * The dialect that all of this adds up to. What nothing was seen of stays as the present dialect has it: the operator may
 * know better.
 */
export function conclude(present: DialectConfig, lines: Lines, survey: Survey, facts: Facts): DialectConfig {
  const keyCase = keyCaseOf(survey) ?? present.keyCase;
  const cased = (name: string) => (keyCase === 'snake' ? toSnake(name) : name);
  const names = { ...keep(present.names, survey), ...namesOf(survey.names, cased), ...facts.names };
  const draft = { ...present, keyCase, names, parameters: {} };
  return {
    ...draft,
    moneyUnit: facts.moneyUnit ?? moneyUnitOf(survey) ?? present.moneyUnit,
    listEnvelope: envelopeOf(present, survey),
    idsFilter: facts.idsFilter ?? present.idsFilter,
    operationIdsFilter: facts.operationIdsFilter ?? present.operationIdsFilter,
    maxLimit: facts.maxLimit ?? present.maxLimit,
    numericIdentifiers: facts.numericIdentifiers ?? numbersOf(survey) ?? present.numericIdentifiers,
    authScheme: facts.authScheme ?? present.authScheme,
    unauthorized: facts.unauthorized ?? present.unauthorized,
    paths: pathsOf(present, lines),
    missing: missingOf(present, lines),
    values: valuesOf(survey.values, present),
    parameters: { ...parametersOf(draft, present, survey, lines), ...facts.parameters },
  };
}

/** Of names that are two words or more, what most are. Null where there was none. */
function keyCaseOf(survey: Survey): DialectConfig['keyCase'] | null {
  let [camel, snake] = [0, 0];
  const count = (ours: string, theirs: string, weight: number) => {
    if (toSnake(ours) === ours || flat(ours) !== flat(theirs)) return;
    if (theirs === ours) camel += weight;
    else if (theirs === toSnake(ours)) snake += weight;
  };
  for (const { property, theirs, weight, scopes } of survey.names) {
    if (!isToken(scopes)) count(property, theirs, weight);
  }
  for (const { parameter, theirs } of survey.parameters) count(parameter, theirs, 1);
  return camel + snake === 0 ? null : snake > camel ? 'snake' : 'camel';
}

/** The token pair is read in either case, so its case says nothing and needs no line. */
function isToken(scopes: readonly string[]): boolean {
  return scopes[0] === 'TokenPair';
}

/** The fewest lines that give every name that was seen: one for the resource, others where a schema differs from it. */
function namesOf(seen: readonly NameSeen[], cased: (name: string) => string): Record<string, string> {
  const resources = new Map<string, Map<string, Map<string, number>>>();
  for (const { scopes, property, theirs, weight } of seen) {
    const [schema = '', resource = schema] = [scopes[0], scopes.at(-1)];
    if (isToken(scopes) && flat(theirs) === flat(property)) continue;
    const schemas = entry(resources, `${resource}.${property}`, () => new Map<string, Map<string, number>>());
    const votes = entry(schemas, schema, () => new Map<string, number>());
    votes.set(theirs, (votes.get(theirs) ?? 0) + weight);
  }
  const names: Record<string, string> = {};
  for (const [key, schemas] of resources) {
    const [resource = '', property = ''] = key.split('.');
    const chosen = new Map([...schemas].map(([schema, votes]) => [schema, most(votes)]));
    const usual = cased(property);
    const sums = new Map<string, number>();
    for (const name of chosen.values()) sums.set(name, (sums.get(name) ?? 0) + 1);
    const base = chosen.get(resource) ?? most(sums);
    if (base !== usual) names[key] = base;
    for (const [schema, name] of chosen) if (name !== base) names[`${schema}.${property}`] = name;
  }
  return names;
}

/** Lines of the present dialect about properties that were not seen. */
function keep(names: Readonly<Record<string, string>>, survey: Survey): Record<string, string> {
  const seen = new Set(survey.names.flatMap(({ scopes, property }) => scopes.map((scope) => `${scope}.${property}`)));
  return Object.fromEntries(Object.entries(names).filter(([key]) => !seen.has(key)));
}

function parametersOf(
  draft: DialectConfig,
  present: DialectConfig,
  survey: Survey,
  lines: Lines,
): Record<string, string> {
  const resolved = resolveDialect({ ...draft, paths: {}, missing: [] });
  const told = new Set(survey.parameters.map(({ operation, parameter }) => `${operation}.${parameter}`));
  const kept = Object.entries(present.parameters).filter(([key]) => {
    const operation = key.slice(0, key.lastIndexOf('.')) as OperationId;
    return !told.has(key) && isUntold(lines.get(operation));
  });
  const found = survey.parameters.flatMap(({ operation, parameter, theirs }) => {
    const usual = resolved.nameOf(operationScopes(operation), parameter);
    return theirs === usual ? [] : [[`${operation}.${parameter}`, theirs] as const];
  });
  return Object.fromEntries([...kept, ...found]);
}

function valuesOf(seen: readonly ValuesSeen[], present: DialectConfig): DialectConfig['values'] {
  const values: Record<string, Readonly<Record<string, Scalar>>> = { ...present.values };
  const put = ({ scopes, property }: ValuesSeen, map: Readonly<Record<string, Scalar>>) => {
    const key = `${scopes.at(-1)}.${property}`;
    if (Object.keys(map).length > 0) values[key] = map;
    else delete values[key];
  };
  // What an answer showed may be few of many; a list that is complete has the last word.
  for (const one of seen.filter(
    ({ closed, scopes, property }) => !closed && !present.values[`${scopes.at(-1)}.${property}`],
  )) {
    if (isBit(one.ours, one.theirs)) put(one, { false: 0, true: 1 });
    else if (isLower(one.ours, one.theirs))
      put(one, Object.fromEntries(one.ours.map((word) => [word, word.toLowerCase()])));
  }
  for (const one of seen.filter(({ closed }) => closed)) put(one, matchValues(one.ours, one.theirs).map);
  return values;
}

function isBit(ours: readonly string[], theirs: readonly Scalar[]): boolean {
  return ours.includes('true') && theirs.every((value) => value === 0 || value === 1);
}

/** The values that an answer showed are our words in lower case, so the others will be as well. */
function isLower(ours: readonly string[], theirs: readonly Scalar[]): boolean {
  const words = new Set(ours.filter((word) => word !== word.toLowerCase()).map((word) => word.toLowerCase()));
  return theirs.length > 0 && theirs.every((value) => words.has(String(value)));
}

function pathsOf(present: DialectConfig, lines: Lines): Record<string, string> {
  const paths: Record<string, string> = {};
  for (const operation of OPERATIONS) {
    const line = lines.get(operation);
    if (line?.state === 'moved') paths[operation] = lineFor(operation, line.theirs);
    const told = present.paths[operation];
    if (isUntold(line) && told !== undefined) paths[operation] = told;
  }
  return paths;
}

function missingOf(present: DialectConfig, lines: Lines): OperationId[] {
  return OPERATIONS.filter((operation) => {
    const line = lines.get(operation);
    return line?.state === 'absent' || (line?.state === 'assumed' && present.missing.includes(operation));
  });
}

/** No document speaks of it. */
function isUntold(line: Line | undefined): boolean {
  return line?.state === 'seen' || line?.state === 'assumed';
}

/** A fraction proves roubles; a document that speaks of numbers where whole ones would do makes them likely. */
function moneyUnitOf({ money }: Survey): DialectConfig['moneyUnit'] | null {
  if (money.fractions > 0) return 'roubles';
  return money.numbers > money.integers ? 'roubles' : null;
}

/** `auto` takes both forms, so only a line that is wrong has to go. */
function envelopeOf(present: DialectConfig, { envelopes }: Survey): DialectConfig['listEnvelope'] {
  const isWrong = present.listEnvelope === 'items' ? envelopes.arrays > 0 : envelopes.objects > 0;
  return present.listEnvelope !== 'auto' && isWrong ? 'auto' : present.listEnvelope;
}

function numbersOf({ identifiers }: Survey): boolean | null {
  return identifiers.numbers + identifiers.texts === 0 ? null : identifiers.numbers > 0;
}

/** What a file has to say: only what differs from the contract, in the order of the documentation. */
export function asWritten(dialect: DialectConfig): Partial<DialectConfig> {
  const keys = Object.keys(DEFAULT_DIALECT) as (keyof DialectConfig)[];
  return Object.fromEntries(
    keys
      .filter((key) => JSON.stringify(dialect[key]) !== JSON.stringify(DEFAULT_DIALECT[key]))
      .map((key) => [key, dialect[key]]),
  ) as Partial<DialectConfig>;
}

function most(votes: ReadonlyMap<string, number>): string {
  return [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best), ['', -1] as [string, number])[0];
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
