import type { OperationId } from '../../contract/schemas.ts';
import { type ApiOperation, pathForm } from '../document/api.ts';
import { flat, meaningsOf } from './words.ts';

/** Words of a path that say which way value goes, where the path beside it says the opposite. */
const WAYS: Readonly<Partial<Record<OperationId, readonly string[]>>> = {
  'operations.deposit': ['insert', 'deposit'],
  'operations.groupDeposit': ['insert', 'deposit'],
  'operations.withdraw': ['remove', 'withdraw'],
  'operations.groupWithdraw': ['remove', 'withdraw'],
};

/**
 * Whether `theirs` is the move opposite to `known`: the same method and body, and a path that differs in one word alone, which
 * says the other way, as `insert_bonus` does beside `withdraw_bonus`.
 */
export function isOpposite(wanted: OperationId, known: ApiOperation, theirs: ApiOperation): boolean {
  if (theirs.method !== known.method || bodyNames(theirs) !== bodyNames(known)) return false;
  const [ours, others] = [wordsIn(known.path), wordsIn(theirs.path)];
  if (ours.length !== others.length || ours.length < 2) return false;
  const differing = others.filter((word, index) => word !== ours[index]);
  const [word = ''] = differing;
  return differing.length === 1 && [...meaningsOf(word)].some((meaning) => WAYS[wanted]?.includes(meaning));
}

function wordsIn(path: string): string[] {
  return pathForm(path)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\d{}]+/u)
    .filter((word) => word !== '');
}

function bodyNames({ body }: ApiOperation): string {
  return body?.kind === 'object' ? [...body.fields.keys()].map(flat).sort().join() : '';
}
