import type { DialectConfig } from '../../config/dialect.ts';
import { endpoints, readLine } from '../../contract/endpoints.ts';
import { OPERATIONS } from '../../contract/names.ts';
import { type OperationId, operations } from '../../contract/schemas.ts';
import { type Api, type ApiOperation, otherSlash, pathForm, placeholderCount } from '../document/api.ts';
import { operationScore } from './operation-score.ts';
import { isOpposite } from './opposite.ts';
import { withQueryId } from './query-id.ts';

/** The server's counterpart of an operation of the contract. */
export type OperationMatch =
  | { readonly state: 'same' | 'moved'; readonly theirs: ApiOperation; readonly score: number }
  /** Not in a document: observed by a read, or assumed at its place in the contract. */
  | { readonly state: 'observed' | 'assumed' }
  | { readonly state: 'absent' };

export type OperationMatches = ReadonlyMap<OperationId, OperationMatch>;

/** Moves of which one tells the other: `insert_bonus` beside `withdraw_bonus` is a deposit. */
const PAIRS: readonly (readonly [OperationId, OperationId])[] = [
  ['operations.withdraw', 'operations.deposit'],
  ['operations.deposit', 'operations.withdraw'],
  ['operations.groupWithdraw', 'operations.groupDeposit'],
  ['operations.groupDeposit', 'operations.groupWithdraw'],
];

/** Least score of two operations that are the same. */
const ENOUGH = 0.5;

/**
 * Matches each operation of the contract: at the place of the configured dialect, else of the contract, else the most
 * similar one left. Each operation of the server matches once.
 */
export function matchOperations(api: Api, configured: Pick<DialectConfig, 'paths'>): OperationMatches {
  const matches = new Map<OperationId, OperationMatch>();
  const taken = new Set<ApiOperation>();
  const theirOperations = api.operations.map(withQueryId);
  const byPlace = new Map(theirOperations.map((theirs) => [placeOf(theirs.method, theirs.path), theirs]));
  const take = (operation: OperationId, theirs: ApiOperation, score: number): void => {
    const { method, path } = endpoints[operation];
    const same = theirs.method === method && pathForm(theirs.path) === pathForm(path);
    matches.set(operation, { state: same ? 'same' : 'moved', theirs, score });
    taken.add(theirs);
  };
  const at = ({ method, path: line }: { method: string; path: string }) => {
    const [path = ''] = line.split('?');
    return byPlace.get(placeOf(method, path)) ?? byPlace.get(placeOf(method, otherSlash(path)));
  };

  for (const operation of OPERATIONS) {
    const written = configured.paths[operation];
    const theirs = (written === undefined ? undefined : at(readLine(written))) ?? at(operations[operation]);
    if (theirs && !taken.has(theirs)) take(operation, theirs, 1);
  }

  const candidates = OPERATIONS.filter((operation) => !matches.has(operation)).flatMap((operation) =>
    theirOperations
      .filter((theirs) => !taken.has(theirs) && isPlain(theirs.path))
      .filter((theirs) => placeholderCount(theirs.path) === placeholderCount(operations[operation].path))
      .map((theirs) => ({ operation, theirs, score: operationScore(operation, theirs) }))
      .filter(({ score }) => score >= ENOUGH),
  );
  candidates.sort((a, b) => b.score - a.score);
  for (const { operation, theirs, score } of candidates) {
    if (!matches.has(operation) && !taken.has(theirs)) take(operation, theirs, score);
  }
  for (const [known, wanted] of PAIRS) {
    const match = matches.get(known);
    const beside =
      matches.has(wanted) || !match || !('theirs' in match)
        ? undefined
        : theirOperations.find((theirs) => !taken.has(theirs) && isOpposite(wanted, match.theirs, theirs));
    if (beside) take(wanted, beside, 1);
  }
  for (const operation of OPERATIONS) if (!matches.has(operation)) matches.set(operation, { state: 'absent' });
  return matches;
}

const placeOf = (method: string, path: string): string => `${method} ${pathForm(path.split('?')[0] ?? '')}`;

/** Whether a dialect can hold this path. */
function isPlain(path: string): boolean {
  return /^(\/[\w.~-]+|\/\{[^}]+\})+\/?(\?[\w.~-]+=\{[^}]+\})?$/.test(path);
}

/** `METHOD /path` as in `paths` of a dialect: the server's path with the contract's placeholders. */
export function endpointText(operation: OperationId, { method, path }: Pick<ApiOperation, 'method' | 'path'>): string {
  const ours: readonly string[] = operations[operation].path.match(/\{[^}]*\}/g) ?? [];
  const theirs: readonly string[] = path.match(/\{[^}]*\}/g) ?? [];
  const kept = theirs.every((name) => ours.includes(name));
  let index = 0;
  return `${method} ${kept ? path : path.replace(/\{[^}]*\}/g, () => ours[index++] ?? '')}`;
}
