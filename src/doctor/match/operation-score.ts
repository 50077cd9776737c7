import { endpoints } from '../../contract/endpoints.ts';
import { parametersOf } from '../../contract/names.ts';
import { type OperationId, operations } from '../../contract/schemas.ts';
import type { ApiOperation } from '../document/api.ts';
import { listIn, type Shape } from '../document/shape.ts';
import { bodyOf, rowOf } from './contract-view.ts';
import { nameScore } from './synonyms.ts';
import { flat, meaningsOf, overlap } from './words.ts';

/** The first of these that a path holds is what it does. */
const SPECIAL = 'refresh logout login unblock block withdraw deposit'.split(' ');
const ACTIONS = new Set([...SPECIAL, 'list', 'insert', 'update', 'get', 'remove']);
/** What the sections of the contract are called in the product itself. */
const TAG_WORDS: Readonly<Record<string, string>> = { dictionaries: 'dictionary restaurant tag setting' };

/**
 * How probable it is that an operation of the server does what one of the contract does, 0 to 1. Reads may be told by
 * their fields. Whatever changes something must say the same by its words: a deposit taken for a withdrawal would cost money.
 */
export function operationScore(ours: OperationId, theirs: ApiOperation): number {
  const contract = operations[ours];
  const isWrite = contract.method !== 'GET';
  if (isWrite !== (theirs.method !== 'GET') && contract.tag !== 'auth') return 0;
  if (theirs.takesForm || contradicts(ours, theirs)) return 0;

  const ourWords = wordsOf(contract.method, contract.path, '');
  const theirWords = wordsOf(theirs.method, theirs.path, theirs.title);
  const tag = tagScore(contract.tag, theirs.tags);
  const sameThing = tag > 0 || overlap(withoutActions(ourWords.path), withoutActions(theirWords.path)) > 0;
  if (isWrite) {
    const [ourAction, theirAction] = [ourWords.action, theirWords.action];
    if (ourAction !== theirAction || !sameThing) return 0;
    if (endpoints[ours].isValueMove && ourWords.path.has('group') !== speaksOfGroups(theirs, theirWords.path)) return 0;
  }
  const path = Math.max(overlap(ourWords.path, theirWords.path), overlap(ourWords.path, theirWords.all) * 0.9);
  const fields = fieldScore(ours, theirs);
  if (fields === null) return path * 0.7 + (theirs.tags.length > 0 ? tag : path) * 0.3;
  const named = path * 0.4 + (theirs.tags.length > 0 ? tag : path) * 0.2;
  return sameThing ? named + fields * 0.4 : fields >= 0.85 ? fields * 0.7 : 0;
}

function wordsOf(method: string, path: string, title: string) {
  // Who asks for a token logs in.
  const words = new Set(
    [...meaningsOf(path.replace(/\{[^}]*\}/g, ''))].map((word) => (word === 'token' ? 'login' : word)),
  );
  const all = new Set([...words, ...meaningsOf(title)]);
  const told = [...words].filter((word) => ACTIONS.has(word)).at(-1) ?? [...all].find((word) => ACTIONS.has(word));
  const special = SPECIAL.find((word) => words.has(word)) ?? SPECIAL.find((word) => all.has(word));
  const undone = special === 'block' && method === 'DELETE' ? 'unblock' : special;
  const action = undone ?? told ?? impliedAction(method, path, words);
  return { path: new Set([...words, action]), all: new Set([...all, action]), action };
}

/** REST: the method and a last placeholder say what the path does not. */
function impliedAction(method: string, path: string, words: ReadonlySet<string>): string {
  if (method === 'GET') return path.includes('{') ? 'get' : 'list';
  if ([...words].join() === 'auth') return method === 'DELETE' ? 'logout' : 'login';
  if (method === 'DELETE') return 'remove';
  return /\}\/?$/.test(path) ? 'update' : 'insert';
}

function withoutActions(words: ReadonlySet<string>): Set<string> {
  return new Set([...words].filter((word) => !ACTIONS.has(word)));
}

function tagScore(ours: string, theirs: readonly string[]): number {
  const own = meaningsOf(`${ours} ${TAG_WORDS[ours] ?? ''}`);
  return Math.max(0, ...theirs.map((tag) => overlap(own, meaningsOf(tag))));
}

function speaksOfGroups({ body }: ApiOperation, path: ReadonlySet<string>): boolean {
  if (path.has('group')) return true;
  if (body?.kind !== 'object') return false;
  const names = [...body.fields.keys()];
  return (
    names.some((name) => nameScore('groupId', name) >= 0.9) &&
    !names.some((name) => nameScore('accountId', name) >= 0.85)
  );
}

/** A list where a row belongs, or a row where a list belongs. */
function contradicts(ours: OperationId, { answer }: ApiOperation): boolean {
  if (answer === null || ours === 'reports.get') return false;
  const isList = listIn(answer) !== null && (answer.kind === 'list' || isEnvelope(answer));
  return (endpoints[ours].envelope !== 'object') !== isList;
}

/** A list with hardly anything beside it. */
function isEnvelope(shape: Shape): boolean {
  if (shape.kind !== 'object' || shape.fields.size > 8) return false;
  return [...shape.fields.keys()].some((name) => nameScore('items', name) >= 0.9);
}

/** How often each name occurs in the contract: what every row has says little. */
const frequency = new Map<string, number>();
for (const operation of Object.keys(operations) as OperationId[]) {
  for (const name of fieldsOf(operation)) frequency.set(name, (frequency.get(name) ?? 0) + 1);
}

function fieldsOf(operation: OperationId): Set<string> {
  const [row, body] = [rowOf(operation), bodyOf(operation)];
  return new Set([...Object.keys(row?.node.fields ?? {}), ...Object.keys(body?.node.fields ?? {})]);
}

/** The share of our names that the server has too, the rarer the heavier; null where its document says nothing. */
function fieldScore(ours: OperationId, { answer, body, parameters }: ApiOperation): number | null {
  if (answer === null && body === null) return null;
  const theirs = new Set<string>();
  const row = answer && endpoints[ours].envelope !== 'object' ? (listIn(answer)?.item ?? answer) : answer;
  for (const shape of [row, body]) {
    if (shape?.kind === 'object') for (const name of shape.fields.keys()) theirs.add(name);
  }
  const own = fieldsOf(ours);
  if (own.size === 0) return null;
  const fields = shareOf(own, theirs, (name) => 1 / (frequency.get(name) ?? 1));
  const excess = Math.max(0, theirs.size - own.size) / Math.max(theirs.size, 1);
  const whole = fields * (1 - excess * 0.5);
  // Filters are where servers differ most.
  const query = parametersOf(ours);
  if (query.length === 0) return whole;
  const names = new Set(parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name));
  return whole * 0.85 + shareOf(new Set(query), names, () => 1) * 0.15;
}

function shareOf(ours: ReadonlySet<string>, theirs: ReadonlySet<string>, weigh: (name: string) => number): number {
  const flatNames = new Set([...theirs].map(flat));
  let [common, sum] = [0, 0];
  for (const name of ours) {
    const weight = weigh(name);
    sum += weight;
    if (flatNames.has(flat(name)) || [...theirs].some((other) => nameScore(name, other) >= 0.9)) common += weight;
  }
  return common / sum;
}
