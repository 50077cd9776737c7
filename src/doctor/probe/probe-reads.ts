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
  const outcome = classifyReply(operation, reply);
  if (outcome === 'ok' && reply.status !== null) {
    if (matches.get(operation)?.state === 'assumed') matches.set(operation, { state: 'observed' });
    return accept(options, operation, reply);
  }
  const elsewhere = await tryElsewhere(options, operation, args, reply);
  if (elsewhere !== null) return elsewhere;
  if (outcome === 'absent') {
    if (matches.get(operation)?.state !== 'assumed') {
      findings.add('warning', 'OPERATION_UNCERTAIN', 'the document has it, but the server does not', operation);
    }
    matches.set(operation, { state: 'absent' });
  } else reportFailure(findings, operation, reply);
  return null;
}

/** Documents hide operations: one that is not listed is there only if its answer is what the contract says. */
async function tryHidden(options: ReadsOptions, operation: OperationId, args: CallArgs): Promise<string | null> {
  const { prober, matches, findings } = options;
  const { reply } = await prober.read(operation, args);
  if (reply.status !== 200) return null;
  const isRight = isList(operation) ? listIn(shapeOf(reply.json)) !== null : isRecord(reply.json);
  if (!isRight) return null;
  matches.set(operation, { state: 'observed' });
  findings.add('info', 'OPERATION_HIDDEN', 'the document does not list it, and the server has it', operation);
  return accept(options, operation, reply);
}

function accept({ survey, configured }: ReadsOptions, operation: OperationId, reply: Reply): string | null {
  if (reply.status === null) return null;
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
  for (const place of placesOf(operation, path, reply, matches.get(operation)?.state === 'assumed')) {
    const found = (await proberAt({ [operation]: `${method} ${place}` }).read(operation, args)).reply;
    if (found.status !== 200 || (isList(operation) && listIn(shapeOf(found.json)) === null)) continue;
    matches.set(operation, { state: 'moved', theirs: undocumented(method, place), score: 1 });
    return accept(options, operation, found);
  }
  return null;
}

function placesOf(operation: OperationId, path: string, reply: Reply, isAssumed: boolean): readonly string[] {
  if (isRedirect(reply)) return [otherSlash(path)];
  const stem = operations[operation].path.replace(/\/list$/, '');
  const isUsual = isAssumed && classifyReply(operation, reply) === 'absent' && isList(operation);
  if (!isUsual || stem === operations[operation].path) return [];
  return ['', '/all', '/getlist', '/get_list', '/index', '/search'].map((end) => stem + end);
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
