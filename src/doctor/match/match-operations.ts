import type { DialectConfig } from '../../config/dialect.ts';
import { endpoints, readLine } from '../../contract/endpoints.ts';
import { OPERATIONS } from '../../contract/names.ts';
import { type OperationId, operations } from '../../contract/schemas.ts';
import { type Api, type ApiOperation, pathForm, placeholderCount } from '../document/api.ts';
import { operationScore } from './operation-score.ts';

/** Where a server has an operation of the contract. */
export type Line =
  | { readonly state: 'same' | 'moved'; readonly theirs: ApiOperation; readonly score: number }
  /** No document tells; it was read, or it is taken to be there. */
  | { readonly state: 'seen' | 'assumed' }
  | { readonly state: 'absent' };

export type Lines = ReadonlyMap<OperationId, Line>;

/** Below this two operations are not the same, however little else there is. */
const ENOUGH = 0.5;

/**
 * Finds each operation of the contract in the document: where the contract has it, else where the present dialect has it,
 * else the most similar one that is left. An operation of the server is given away once.
 */
export function matchOperations(api: Api, present: Pick<DialectConfig, 'paths'>): Lines {
  const lines = new Map<OperationId, Line>();
  const taken = new Set<ApiOperation>();
  const byPlace = new Map(api.operations.map((theirs) => [`${theirs.method} ${pathForm(theirs.path)}`, theirs]));
  const take = (operation: OperationId, theirs: ApiOperation, score: number): void => {
    const { method, path } = endpoints[operation];
    const same = theirs.method === method && pathForm(theirs.path) === pathForm(path);
    lines.set(operation, { state: same ? 'same' : 'moved', theirs, score });
    taken.add(theirs);
  };
  const at = (line: { method: string; path: string }) => byPlace.get(`${line.method} ${pathForm(line.path)}`);

  for (const operation of OPERATIONS) {
    const told = present.paths[operation];
    const theirs = (told === undefined ? undefined : at(readLine(told))) ?? at(operations[operation]);
    if (theirs && !taken.has(theirs)) take(operation, theirs, 1);
  }

  const candidates = OPERATIONS.filter((operation) => !lines.has(operation)).flatMap((operation) =>
    api.operations
      .filter((theirs) => !taken.has(theirs) && isPlain(theirs.path))
      .filter((theirs) => placeholderCount(theirs.path) === placeholderCount(operations[operation].path))
      .map((theirs) => ({ operation, theirs, score: operationScore(operation, theirs) }))
      .filter(({ score }) => score >= ENOUGH),
  );
  candidates.sort((a, b) => b.score - a.score);
  for (const { operation, theirs, score } of candidates) {
    if (!lines.has(operation) && !taken.has(theirs)) take(operation, theirs, score);
  }
  for (const operation of OPERATIONS) if (!lines.has(operation)) lines.set(operation, { state: 'absent' });
  return lines;
}

/** Whether a dialect could speak of this path at all. */
function isPlain(path: string): boolean {
  return /^(\/[\w.~-]+|\/\{[^}]+\})+\/?$/.test(path);
}

/** The line as a dialect writes it: the server's path with the contract's placeholders, in their order. */
export function lineFor(operation: OperationId, { method, path }: Pick<ApiOperation, 'method' | 'path'>): string {
  const ours: readonly string[] = operations[operation].path.match(/\{[^}]*\}/g) ?? [];
  const theirs: readonly string[] = path.match(/\{[^}]*\}/g) ?? [];
  const kept = theirs.every((name) => ours.includes(name));
  let index = 0;
  return `${method} ${kept ? path : path.replace(/\{[^}]*\}/g, () => ours[index++] ?? '')}`;
}
