import { DEFAULT_DIALECT, type DialectConfig } from '../../config/dialect.ts';
import { OPERATIONS } from '../../contract/names.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { resolveDialect, toSnake } from '../../upstream/codec/dialect.ts';
import type { Scalar } from '../document/shape.ts';
import { endpointText, type OperationMatch, type OperationMatches } from '../match/match-operations.ts';
import { flagWords, matchValues } from '../match/match-values.ts';
import { flat } from '../match/words.ts';
import { proposeUnits } from './propose-units.ts';
import type { ObservedName, ObservedValues, Survey } from './survey.ts';

/** Observations other than names of answers. */
export type Observations = Partial<
  Pick<
    DialectConfig,
    | 'idsFilter'
    | 'operationIdsFilter'
    | 'repeatedLists'
    | 'maxLimit'
    | 'authScheme'
    | 'login'
    | 'leaveOut'
    | 'forms'
    | 'dateBounds'
    | 'paging'
    | 'total'
    | 'token'
    | 'unauthorized'
    | 'numericIdentifiers'
  >
> & {
  /** Proven by requests, where undocumented. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly names?: Readonly<Record<string, string>>;
  /** The unit that a balance which somebody knows proves. */
  readonly balance?: 'kopecks' | 'roubles';
};

/** The dialect that follows from all observations. Unobserved options stay as the operator configured them. */
export function proposeDialect(
  configured: DialectConfig,
  matches: OperationMatches,
  survey: Survey,
  observations: Observations,
  written: ReadonlySet<string>,
): DialectConfig {
  const keyCase = keyCaseOf(survey) ?? configured.keyCase;
  const cased = (name: string) => (keyCase === 'snake' ? toSnake(name) : name);
  const { names: provenNames, parameters: provenParameters, balance, ...proven } = observations;
  const names = { ...unobserved(configured.names, survey), ...namesOf(survey.names, cased), ...provenNames };
  const draft = { ...configured, keyCase, names, parameters: {} };
  return {
    ...draft,
    ...proposeUnits({ configured, written, survey, balance: balance ?? null }),
    listEnvelope: envelopeOf(configured, survey),
    numericIdentifiers: numbersOf(survey) ?? configured.numericIdentifiers,
    ...proven,
    paths: pathsOf(configured, matches),
    missing: missingOf(configured, matches),
    values: valuesOf(survey.values, configured),
    parameters: unpaged({ ...parametersOf(draft, configured, survey, matches), ...provenParameters }, proven.paging),
  };
}

/** The case of most names of several words; null without such names. */
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

/** The token pair is read in either case, so its case decides nothing. */
function isToken(scopes: readonly string[]): boolean {
  return scopes[0] === 'TokenPair';
}

/** The fewest entries that give every observed name: one for the resource, others for schemas that differ. */
function namesOf(observed: readonly ObservedName[], cased: (name: string) => string): Record<string, string> {
  const resources = new Map<string, Map<string, Map<string, number>>>();
  for (const { scopes, property, theirs, weight } of observed) {
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

/** Configured names of properties that were not observed. */
function unobserved(names: Readonly<Record<string, string>>, survey: Survey): Record<string, string> {
  const seen = new Set(survey.names.flatMap(({ scopes, property }) => scopes.map((scope) => `${scope}.${property}`)));
  return Object.fromEntries(Object.entries(names).filter(([key]) => !seen.has(key)));
}

function parametersOf(
  draft: DialectConfig,
  configured: DialectConfig,
  survey: Survey,
  matches: OperationMatches,
): Record<string, string> {
  const resolved = resolveDialect({ ...draft, paths: {}, missing: [] });
  const observed = new Set(survey.parameters.map(({ operation, parameter }) => `${operation}.${parameter}`));
  const kept = Object.entries(configured.parameters).filter(([key]) => {
    const operation = key.slice(0, key.lastIndexOf('.')) as OperationId;
    return !observed.has(key) && isUndocumented(matches.get(operation));
  });
  const found = survey.parameters.flatMap(({ operation, parameter, theirs }) => {
    const usual = resolved.parameterOf(operation, parameter);
    return theirs === usual ? [] : [[`${operation}.${parameter}`, theirs] as const];
  });
  return Object.fromEntries([...kept, ...found]);
}

/** Numbered pages have names of their own. */
function unpaged(
  parameters: DialectConfig['parameters'],
  paging: DialectConfig['paging'] | undefined,
): DialectConfig['parameters'] {
  if (!paging) return parameters;
  return Object.fromEntries(Object.entries(parameters).filter(([key]) => !/\.(limit|offset)$/.test(key)));
}

/** What the operator wrote stays. Of the rest a document shows the whole list, an answer some values. */
function valuesOf(observed: readonly ObservedValues[], configured: DialectConfig): DialectConfig['values'] {
  const values: Record<string, Readonly<Record<string, Scalar>>> = { ...configured.values };
  for (const closed of [false, true]) {
    const lists = new Map<string, { readonly ours: readonly string[]; readonly theirs: Set<Scalar> }>();
    for (const one of observed.filter((list) => list.closed === closed)) {
      const key = `${one.scopes.at(-1)}.${one.property}`;
      const list = entry(lists, key, () => ({ ours: one.ours, theirs: new Set<Scalar>() }));
      for (const value of one.theirs) list.theirs.add(value);
    }
    for (const [key, { ours, theirs }] of lists) {
      if (configured.values[key] !== undefined) continue;
      const map = mapOf(ours, [...theirs], closed);
      if (Object.keys(map).length > 0) values[key] = map;
      else if (closed) delete values[key];
    }
  }
  return values;
}

function mapOf(ours: readonly string[], theirs: readonly Scalar[], closed: boolean): Readonly<Record<string, Scalar>> {
  if (!closed && isBit(ours, theirs)) return { false: 0, true: 1 };
  const flags = ours.includes('true') ? flagWords(theirs) : null;
  if (flags) return flags;
  if (!closed && isLower(ours, theirs)) return Object.fromEntries(ours.map((word) => [word, word.toLowerCase()]));
  return matchValues(ours, theirs).map;
}

function isBit(ours: readonly string[], theirs: readonly Scalar[]): boolean {
  return ours.includes('true') && theirs.every((value) => value === 0 || value === 1);
}

/** Whether all observed values are the contract's in lower case; then the others are too. */
function isLower(ours: readonly string[], theirs: readonly Scalar[]): boolean {
  const words = new Set(ours.filter((word) => word !== word.toLowerCase()).map((word) => word.toLowerCase()));
  return theirs.length > 0 && theirs.every((value) => words.has(String(value)));
}

function pathsOf(configured: DialectConfig, matches: OperationMatches): Record<string, string> {
  const paths: Record<string, string> = {};
  for (const operation of OPERATIONS) {
    const match = matches.get(operation);
    if (match?.state === 'moved') paths[operation] = endpointText(operation, match.theirs);
    const path = configured.paths[operation];
    if (isUndocumented(match) && path !== undefined) paths[operation] = path;
  }
  return paths;
}

/** What is written stays: it is refused, which is right whatever the server has. */
function missingOf(configured: DialectConfig, matches: OperationMatches): string[] {
  const absent = OPERATIONS.filter((operation) => matches.get(operation)?.state === 'absent');
  return [...new Set([...absent, ...configured.missing])];
}

function isUndocumented(match: OperationMatch | undefined): boolean {
  return match?.state === 'observed' || match?.state === 'assumed';
}

/** `auto` accepts both forms, so only a wrong option changes. */
function envelopeOf(configured: DialectConfig, { envelopes }: Survey): DialectConfig['listEnvelope'] {
  const isWrong = configured.listEnvelope === 'items' ? envelopes.arrays > 0 : envelopes.objects > 0;
  return configured.listEnvelope !== 'auto' && isWrong ? 'auto' : configured.listEnvelope;
}

function numbersOf({ identifiers }: Survey): boolean | null {
  return identifiers.numbers + identifiers.texts === 0 ? null : identifiers.numbers > 0;
}

/** The options that a file needs: those that differ from the contract, in the order of the documentation. */
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
  const existing = map.get(key);
  if (existing !== undefined) return existing;
  const made = make();
  map.set(key, made);
  return made;
}
