import { endpoints } from '../../contract/endpoints.ts';
import { OPERATIONS } from '../../contract/names.ts';
import { type OperationId, operations } from '../../contract/schemas.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Zone } from '../../lib/local-time.ts';
import type { CallArgs } from '../../upstream/codec/encode-request.ts';
import type { Findings } from '../diagnosis.ts';
import { listIn, shapeOf } from '../document/shape.ts';
import type { Line } from '../match/match-operations.ts';
import { LIVE, type Survey, surveyAnswer } from '../propose/survey.ts';
import { outcomeOf, type Prober, type Row, tellFailure } from './prober.ts';

/** The answers of the lists as they came: what their rows are is known only when all names are. */
export type Samples = Map<OperationId, string>;

export interface ReadsOptions {
  readonly prober: Prober;
  /** The same with these lines of `paths` besides. */
  readonly proberAt: (paths: Readonly<Record<string, string>>) => Prober;
  /** Lines of what turns out to be absent are changed. */
  readonly lines: Map<OperationId, Line>;
  readonly survey: Survey;
  readonly findings: Findings;
  readonly present: (scopes: readonly string[], property: string) => string;
}

/** Enough rows to meet every kind of value, few enough for one answer. */
const SAMPLE = 50;

const LISTS = OPERATIONS.filter(
  (operation) => endpoints[operation].class === 'read' && operation !== 'reports.get' && isWhole(operation),
);

function isWhole(operation: OperationId): boolean {
  return endpoints[operation].envelope !== 'object' || operation === 'settings.public' || operation === 'auth.info';
}

/** Reads what needs no id: each list once, whose login this is, and the settings. */
export async function probeLists(options: ReadsOptions, samples: Samples, maxLimit: number): Promise<void> {
  for (const operation of LISTS) {
    const isPage = endpoints[operation].envelope === 'page';
    const text = await probeOne(options, operation, isPage ? { query: { limit: Math.min(SAMPLE, maxLimit) } } : {});
    if (text !== null) samples.set(operation, text);
  }
}

/** Reads one row of each kind, whose id a list gave. */
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
  const { prober, lines, survey, findings, present } = options;
  if (lines.get(operation)?.state === 'absent') return null;
  let { reply } = await prober.read(operation, args);
  // Without a document the page may be greater than allowed.
  if (reply.status === 422 && args.query?.limit !== undefined) reply = (await prober.read(operation, {})).reply;
  const outcome = outcomeOf(operation, reply);
  if (outcome === 'ok' && reply.status !== null) {
    surveyAnswer(survey, operation, shapeOf(reply.json), LIVE, present);
    if (lines.get(operation)?.state === 'assumed') lines.set(operation, { state: 'seen' });
    return reply.text;
  }
  if (outcome === 'absent') {
    const elsewhere = lines.get(operation)?.state === 'assumed' ? await guessPath(options, operation, args) : null;
    if (elsewhere !== null) return elsewhere;
    if (lines.get(operation)?.state !== 'assumed') {
      findings.add('warning', 'OPERATION_UNCERTAIN', 'the document has it, the server does not', operation);
    }
    lines.set(operation, { state: 'absent' });
  } else tellFailure(findings, operation, reply);
  return null;
}

/** Where a list may be, when nobody tells and it is not where the contract has it. */
async function guessPath(
  { proberAt, lines, survey, present }: ReadsOptions,
  operation: OperationId,
  args: CallArgs,
): Promise<string | null> {
  const stem = operations[operation].path.replace(/\/list$/, '');
  if (endpoints[operation].envelope === 'object' || stem === operations[operation].path) return null;
  for (const end of ['', '/all', '/getlist', '/get_list', '/index', '/search']) {
    const path = stem + end;
    const { reply } = await proberAt({ [operation]: `GET ${path}` }).read(operation, args);
    if (reply.status !== 200 || listIn(shapeOf(reply.json)) === null) continue;
    surveyAnswer(survey, operation, shapeOf(reply.json), LIVE, present);
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
    lines.set(operation, { state: 'moved', theirs, score: 1 });
    return reply.text;
  }
  return null;
}

export function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** An identifier that lasts, of any account. */
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
