import { type Endpoint, endpoints } from '../../contract/endpoints.ts';
import { OPERATIONS } from '../../contract/names.ts';
import { type OperationId, operations } from '../../contract/schemas.ts';
import type { Clock } from '../../lib/clock.ts';
import { isRecord } from '../../lib/is-record.ts';
import type { Zone } from '../../lib/local-time.ts';
import type { CallArgs } from '../../upstream/codec/encode-request.ts';
import type { Findings } from '../diagnosis.ts';
import { otherSlash, undocumented } from '../document/api.ts';
import { listIn, shapeOf } from '../document/shape.ts';
import type { OperationMatch } from '../match/match-operations.ts';
import { LIVE, type Survey, surveyAnswer } from '../propose/survey.ts';
import type { Reply } from '../raw-client.ts';
import { classifyReply, isRedirect, type Prober, type Row, reportFailure } from './prober.ts';

/** Texts of list answers: their rows can be decoded once all names are observed. */
export type Samples = Map<OperationId, string>;

export interface ReadsOptions {
  readonly prober: Prober;
  /** A prober with additional `paths`. */
  readonly proberAt: (paths: Readonly<Record<string, string>>) => Prober;
  /** The place of an operation in the proposal so far. */
  readonly endpointOf: (operation: OperationId) => Endpoint;
  /** Updated for operations that turn out to be absent, observed or moved. */
  readonly matches: Map<OperationId, OperationMatch>;
  readonly survey: Survey;
  readonly findings: Findings;
  readonly configured: (scopes: readonly string[], property: string) => string;
  /** Answers with status 200 as they came, of operations that the server has. */
  readonly answers: Map<OperationId, unknown>;
}

/** Rows of a sample: enough for most values, few enough for one answer. */
const SAMPLE = 50;

const LISTS = OPERATIONS.filter(
  (operation) => endpoints[operation].class === 'read' && operation !== 'reports.get' && isWhole(operation),
);

function isWhole(operation: OperationId): boolean {
  return endpoints[operation].envelope !== 'object' || operation === 'settings.public' || operation === 'auth.info';
}

/** Reads without an id: each list once, the user of the login, and the settings. */
export async function probeLists(options: ReadsOptions, samples: Samples, maxLimit: number): Promise<void> {
  for (const operation of LISTS) {
    const isPage = endpoints[operation].envelope === 'page';
    const text = await probeOne(options, operation, isPage ? { query: { limit: Math.min(SAMPLE, maxLimit) } } : {});
    if (text !== null) samples.set(operation, text);
  }
}

/** Reads one row of each kind, with the id from a list. */
export async function probeRows(options: ReadsOptions, samples: Samples, zone: Zone, clock: Clock): Promise<void> {
  const rowsIn = (operation: OperationId) => options.prober.rowsOf(operation, samples.get(operation) ?? '');
  const idOf = (operation: OperationId) =>
    rowsIn(operation)
      .map(({ id }) => id)
      .find(isId);
  const account =
    idOf('accounts.list') ??
    rowsIn('operations.list')
      .map(({ accountId }) => accountId)
      .find(isId);
  const today = zone.toLocal(clock.now()).slice(0, 10);
  const value = identifierOf(rowsIn('accounts.list'));
  const code = rowsIn('reports.list')
    .map(({ code: word }) => word)
    .find((word) => typeof word === 'string' && /^\w{1,64}$/.test(word));
  const reads: [OperationId, CallArgs | null][] = [
    ['accounts.get', byId(account)],
    ['accounts.balance', byId(account)],
    ['accounts.report', byId(account)],
    ['accounts.byIdentifier', value === null ? null : { query: { value } }],
    ['operations.get', byId(idOf('operations.list'))],
    ['accountGroups.get', byId(idOf('accountGroups.list'))],
    ['identifierTypes.get', byId(idOf('identifierTypes.list'))],
    ['discounts.get', byId(idOf('discounts.list'))],
    [
      'reports.get',
      typeof code === 'string' ? { path: { code }, query: { dateFrom: today, dateTo: today, limit: 1 } } : null,
    ],
  ];
  for (const [operation, args] of reads) if (args) await probeOne(options, operation, args);
}

const byId = (id: number | undefined): CallArgs | null => (id === undefined ? null : { path: { id } });

async function probeOne(options: ReadsOptions, operation: OperationId, args: CallArgs): Promise<string | null> {
  const { prober, matches, findings } = options;
  if (matches.get(operation)?.state === 'absent') return tryHidden(options, operation, args);
  let { reply } = await prober.read(operation, args);
  // Undocumented servers may refuse the size of the page.
  if (reply.status === 422 && args.query?.limit !== undefined) reply = (await prober.read(operation, {})).reply;
  const isAssumed = matches.get(operation)?.state === 'assumed';
  const outcome = outcomeOf(operation, args, reply, isAssumed);
  if (outcome === 'ok' && reply.status !== null) {
    if (isAssumed) matches.set(operation, { state: 'observed' });
    return accept(options, operation, reply);
  }
  const elsewhere = await tryElsewhere(options, operation, args, reply);
  if (elsewhere !== null) return elsewhere;
  if (outcome === 'absent') {
    if (!isAssumed)
      findings.add('warning', 'OPERATION_UNCERTAIN', 'the document has it, but the server does not', operation);
    matches.set(operation, { state: 'absent' });
  } else if (outcome === 'other') {
    if (reply.status !== null) options.answers.set(operation, reply.json);
    const text = 'a harmless read gave something else than the contract says';
    findings.add('warning', 'READ_FAILED', text, operation);
  } else reportFailure(findings, operation, reply);
  return null;
}

/** What nobody documented and answers something else, such as null, is not there; `other` is a documented one. */
function outcomeOf(operation: OperationId, args: CallArgs, reply: Reply, isAssumed: boolean) {
  const outcome = classifyReply(operation, reply);
  if (outcome !== 'ok' || reply.status === null || isAnswer(operation, args, reply.json)) return outcome;
  return isAssumed ? 'absent' : 'other';
}

/** Documents hide operations: one that is not listed is there only if its answer is what the contract says. */
async function tryHidden(options: ReadsOptions, operation: OperationId, args: CallArgs): Promise<string | null> {
  const { prober, matches, findings } = options;
  const { reply } = await prober.read(operation, args);
  if (reply.status !== 200) return null;
  if (!isAnswer(operation, args, reply.json)) return null;
  matches.set(operation, { state: 'observed' });
  findings.add('info', 'OPERATION_HIDDEN', 'the document does not list it, and the server has it', operation);
  return accept(options, operation, reply);
}

function accept({ survey, configured, answers }: ReadsOptions, operation: OperationId, reply: Reply): string | null {
  if (reply.status === null) return null;
  answers.set(operation, reply.json);
  surveyAnswer(survey, operation, shapeOf(reply.json), LIVE, configured);
  return reply.text;
}

/** Tries other places of a read: with the other slash where the server redirects, usual ones where nothing is documented. */
async function tryElsewhere(
  options: ReadsOptions,
  operation: OperationId,
  args: CallArgs,
  reply: Reply,
): Promise<string | null> {
  const { proberAt, matches, endpointOf } = options;
  const { method, path } = endpointOf(operation);
  const isAssumed = matches.get(operation)?.state === 'assumed';
  const isAbsent = outcomeOf(operation, args, reply, isAssumed) === 'absent';
  const places = placesOf(operation, path, reply, isAssumed && isAbsent).map((place) => [method, place] as const);
  for (const [by, place] of [...(isPostList(operation, reply) ? [['POST', path] as const] : []), ...places]) {
    const found = (await proberAt({ [operation]: `${by} ${place}` }).read(operation, args)).reply;
    if (found.status !== 200 || !isAnswer(operation, args, found.json)) continue;
    matches.set(operation, { state: 'moved', theirs: undocumented(by, place), score: 1 });
    return accept(options, operation, found);
  }
  return null;
}

/** A list that is there by another method. To the path of a row a POST might change it. */
function isPostList(operation: OperationId, { status }: Reply): boolean {
  return status === 405 && isList(operation) && /\/list$/.test(operations[operation].path);
}

function placesOf(operation: OperationId, path: string, reply: Reply, isUsual: boolean): readonly string[] {
  if (isRedirect(reply)) return [otherSlash(path)];
  const [, stem, end] = /^(.*)\/(list|\{id\})$/.exec(operations[operation].path) ?? [];
  if (!isUsual || stem === undefined) return [];
  if (end === '{id}') return ['/get?id={id}', '?id={id}', '/get/{id}', '/info?id={id}'].map((place) => stem + place);
  return ['', '/all', '/getlist', '/get_list', '/index', '/search'].map((place) => stem + place);
}

/** Whether an answer can be that of an operation: a list, or the row that was asked for. */
function isAnswer(operation: OperationId, { path }: CallArgs, json: unknown): boolean {
  if (isList(operation)) return listIn(shapeOf(json)) !== null;
  const id = path?.id;
  if (!isRecord(json) || id === undefined) return isRecord(json);
  return Object.entries(json).some(([name, value]) => /id$/i.test(name) && String(value) === String(id));
}

const isList = (operation: OperationId): boolean => endpoints[operation].envelope !== 'object';

export function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** A permanent identifier of any account. */
export function identifierOf(accounts: readonly Row[]): string | null {
  for (const { identifiers } of accounts) {
    for (const one of Array.isArray(identifiers) ? identifiers : []) {
      const { value, isTemporary } = Object(one) as Row;
      const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
      if (typeof text === 'string' && text !== '' && isTemporary !== true) return text;
    }
  }
  return null;
}
