import { endpoints } from '../../contract/endpoints.ts';
import { parametersOf } from '../../contract/names.ts';
import { type OperationId, operations } from '../../contract/schemas.ts';
import type { ApiOperation } from '../document/api.ts';
import { listIn, type Shape } from '../document/shape.ts';
import { bodyOf, rowOf } from './contract-view.ts';
import { nameScore } from './synonyms.ts';
import { flat, meaningsOf, overlap } from './words.ts';

/** Actions in order of precedence: the first one that a path names decides. */
const SPECIAL = 'refresh logout login unblock block withdraw deposit'.split(' ');
const ACTIONS = new Set([...SPECIAL, 'list', 'insert', 'update', 'get', 'remove']);
/** Words of the product for sections of the contract. */
const TAG_WORDS: Readonly<Record<string, string>> = { dictionaries: 'dictionary restaurant tag setting' };

/**
 * Probability, 0 to 1, that an operation of the server is one of the contract. Fields can decide for reads. Writes must
 * match by their words: a deposit matched with a withdrawal would cost money.
 */
export function operationScore(ours: OperationId, theirs: ApiOperation): number {
  const contract = operations[ours];
  const isWrite = contract.method !== 'GET';
  if (isWrite && theirs.method === 'GET' && contract.tag !== 'auth') return 0;
  if ((theirs.takesForm && ours !== 'auth.login') || contradicts(ours, theirs)) return 0;
  // Some servers take every call as a POST: a read among them says so by its last word.
  if (!isWrite && theirs.method !== 'GET' && contract.tag !== 'auth' && !isNamedRead(theirs)) return 0;

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

function isNamedRead({ method, path }: ApiOperation): boolean {
  const [last = ''] = path
    .replace(/\?.*/, '')
    .split('/')
    .filter((part) => part !== '' && !part.startsWith('{'))
    .slice(-1);
  const meanings = meaningsOf(last);
  return (
    method === 'POST' && (meanings.has('list') || meanings.has('get')) && !SPECIAL.some((word) => meanings.has(word))
  );
}

function wordsOf(method: string, path: string, title: string) {
  // A request for a token is a login.
  const words = new Set(
    [...meaningsOf(path.replace(/\?.*|\{[^}]*\}/g, ''))].map((word) => (word === 'token' ? 'login' : word)),
  );
  const all = new Set([...words, ...meaningsOf(title)]);
  const named = [...words].filter((word) => ACTIONS.has(word)).at(-1) ?? [...all].find((word) => ACTIONS.has(word));
  const special = SPECIAL.find((word) => words.has(word)) ?? SPECIAL.find((word) => all.has(word));
  const undone = special === 'block' && method === 'DELETE' ? 'unblock' : special;
  const action = undone ?? named ?? impliedAction(method, path, words);
  return { path: new Set([...words, action]), all: new Set([...all, action]), action };
}

/** The action by REST conventions: method and last placeholder. */
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
  return (endpoints[ours].envelope !== 'object') !== isListShape(answer);
}

/** Whether an answer is a list, in an envelope or not. */
export function isListShape(answer: Shape): boolean {
  return listIn(answer) !== null && (answer.kind === 'list' || isEnvelope(answer));
}

/** An object that holds a list and few other properties. */
function isEnvelope(shape: Shape): boolean {
  if (shape.kind !== 'object' || shape.fields.size > 8) return false;
  return [...shape.fields.keys()].some((name) => nameScore('items', name) >= 0.9);
}

/** Occurrences of each name in the contract: frequent names weigh less. */
const frequency = new Map<string, number>();
for (const operation of Object.keys(operations) as OperationId[]) {
  for (const name of fieldsOf(operation)) frequency.set(name, (frequency.get(name) ?? 0) + 1);
}

function fieldsOf(operation: OperationId): Set<string> {
  const [row, body] = [rowOf(operation), bodyOf(operation)];
  return new Set([...Object.keys(row?.node.fields ?? {}), ...Object.keys(body?.node.fields ?? {})]);
}

/** Share of the contract's names that the server has, weighted by rarity; null without a documented shape. */
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
  // Servers differ most in their filters, so these weigh little.
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
