import { endpoints } from '../../contract/endpoints.ts';
import { OPERATIONS } from '../../contract/names.ts';
import { type OperationId, operations } from '../../contract/schemas.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Zone } from '../../lib/local-time.ts';
import type { CallArgs } from '../../upstream/codec/encode-request.ts';
import type { Findings } from '../diagnosis.ts';
import { listIn, shapeOf } from '../document/shape.ts';
import type { OperationMatch } from '../match/match-operations.ts';
import { LIVE, type Survey, surveyAnswer } from '../propose/survey.ts';
import { classifyReply, type Prober, type Row, reportFailure } from './prober.ts';

/** Texts of list answers: their rows can be decoded once all names are observed. */
export type Samples = Map<OperationId, string>;

export interface ReadsOptions {
  readonly prober: Prober;
  /** A prober with additional `paths`. */
  readonly proberAt: (paths: Readonly<Record<string, string>>) => Prober;
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
  const { prober, matches, survey, findings, configured } = options;
  if (matches.get(operation)?.state === 'absent') return null;
  let { reply } = await prober.read(operation, args);
  // Undocumented servers may refuse the size of the page.
  if (reply.status === 422 && args.query?.limit !== undefined) reply = (await prober.read(operation, {})).reply;
  const outcome = classifyReply(operation, reply);
  if (outcome === 'ok' && reply.status !== null) {
    surveyAnswer(survey, operation, shapeOf(reply.json), LIVE, configured);
    if (matches.get(operation)?.state === 'assumed') matches.set(operation, { state: 'observed' });
    return reply.text;
  }
  if (outcome === 'absent') {
    const elsewhere = matches.get(operation)?.state === 'assumed' ? await guessPath(options, operation, args) : null;
    if (elsewhere !== null) return elsewhere;
    if (matches.get(operation)?.state !== 'assumed') {
      findings.add('warning', 'OPERATION_UNCERTAIN', 'the document has it, but the server does not', operation);
    }
    matches.set(operation, { state: 'absent' });
  } else reportFailure(findings, operation, reply);
  return null;
}

/** Tries usual paths of a list that is undocumented and not at its place in the contract. */
async function guessPath(
  { proberAt, matches, survey, configured }: ReadsOptions,
  operation: OperationId,
  args: CallArgs,
): Promise<string | null> {
  const stem = operations[operation].path.replace(/\/list$/, '');
  if (endpoints[operation].envelope === 'object' || stem === operations[operation].path) return null;
  for (const end of ['', '/all', '/getlist', '/get_list', '/index', '/search']) {
    const path = stem + end;
    const { reply } = await proberAt({ [operation]: `GET ${path}` }).read(operation, args);
    if (reply.status !== 200 || listIn(shapeOf(reply.json)) === null) continue;
    surveyAnswer(survey, operation, shapeOf(reply.json), LIVE, configured);
    const theirs = {
      method: 'GET',
      path,
      tags: [],
      title: '',
      parameters: [],
      body: null,
      takesForm: false,
      answer: null,
    } as const;
    matches.set(operation, { state: 'moved', theirs, score: 1 });
    return reply.text;
  }
  return null;
}

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
