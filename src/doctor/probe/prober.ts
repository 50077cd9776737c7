import type { DialectConfig } from '../../config/dialect.ts';
import { endpoints } from '../../contract/endpoints.ts';
import { type OperationId, operations } from '../../contract/schemas.ts';
import type { Clock } from '../../lib/clock.ts';
import { isRecord } from '../../lib/is-record.ts';
import type { Zone } from '../../lib/local-time.ts';
import { createResponseDecoder } from '../../upstream/codec/decode-response.ts';
import { resolveDialect } from '../../upstream/codec/dialect.ts';
import { type CallArgs, createRequestEncoder } from '../../upstream/codec/encode-request.ts';
import { printCall } from '../../upstream/codec/server-call.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import type { Findings } from '../diagnosis.ts';
import { listOf } from '../document/schema-reader.ts';
import { describeFailure, type RawClient, type Reply, type TokenHeader } from '../raw-client.ts';

/** Reads with a dialect, one call after the other, to spare the server. */
export interface Prober {
  /** The answer as sent, and its rows decoded by the dialect where possible. */
  read(operation: OperationId, args: CallArgs): Promise<Probe>;
  /** The rows of an earlier answer. */
  rowsOf(operation: OperationId, text: string): readonly Row[];
}

export interface Probe {
  readonly reply: Reply;
  /** Empty if the answer is no list, or unreadable. */
  readonly rows: readonly Row[];
  /** Of a list; null if it has none. */
  readonly total: number | null;
}

export type Row = Readonly<Record<string, unknown>>;

export interface ProberOptions {
  readonly rawClient: RawClient;
  readonly dialect: DialectConfig;
  readonly basePath: string;
  readonly clock: Clock;
  readonly token: TokenHeader;
  readonly zone: Zone;
}

export function createProber({ rawClient, dialect, basePath, clock, token, zone }: ProberOptions): Prober {
  // What is refused to clients is looked at all the same.
  const resolved = resolveDialect({ ...dialect, missing: [] });
  const encode = createRequestEncoder(resolved, basePath, zone);
  const decode = createResponseDecoder(resolved, clock, zone);
  const listIn = (operation: OperationId, text: string) => listOfAnswer(() => decode(operation, text));
  return {
    rowsOf: (operation, text) => listIn(operation, text).rows,
    async read(operation, args) {
      if (endpoints[operation].class !== 'read') throw new RangeError(`${operation} is no read`);
      const { target } = printCall(encode(operation, args));
      const reply = await rawClient.read({ target, isPost: resolved.endpoint(operation).method !== 'GET' }, token);
      return reply.status === 200 ? { reply, ...listIn(operation, reply.text) } : { reply, rows: [], total: null };
    },
  };
}

function listOfAnswer(decode: () => unknown): Pick<Probe, 'rows' | 'total'> {
  try {
    const answer = decode();
    const rows = (Array.isArray(answer) ? answer : listOf(isRecord(answer) ? answer.items : [])).filter(isRecord);
    return { rows, total: isRecord(answer) && typeof answer.total === 'number' ? answer.total : null };
  } catch (error) {
    if (error instanceof UpstreamError) return { rows: [], total: null };
    throw error;
  }
}

/** Classifies a reply: absent means no such operation, refused not for this login. */
export function classifyReply(operation: OperationId, reply: Reply): 'ok' | 'absent' | 'refused' | 'failed' {
  const { status } = reply;
  if (status === 200) return reply.json === undefined ? 'failed' : 'ok';
  if (status === 401 || status === 403) return 'refused';
  if (status === 405) return 'absent';
  const isRow = operations[operation].path.includes('{');
  if (status === 404) return isRow && !isRouteless(reply.json) ? 'failed' : 'absent';
  return status === 422 && !isRow && isAboutPath(reply.json) ? 'absent' : 'failed';
}

/** Whether the server sends elsewhere, as frameworks do for a slash too much or too few. */
export function isRedirect({ status }: Reply): boolean {
  return status === 301 || status === 302 || status === 307 || status === 308;
}

/** Whether a 404 is that of Starlette without a route; the 404 of a row has another text. */
export function isRouteless(json: unknown): boolean {
  return !isRecord(json) || json.detail === 'Not Found';
}

/** Whether the server read the path as that of a row. */
function isAboutPath(json: unknown): boolean {
  const complaints = isRecord(json) ? listOf(json.detail).filter(isRecord) : [];
  return complaints.some(({ loc }) => listOf(loc)[0] === 'path');
}

/** Reports a failed probe without words of the server. */
export function reportFailure(findings: Findings, operation: OperationId, reply: Reply): void {
  const outcome = classifyReply(operation, reply);
  if (outcome === 'refused') {
    findings.add('warning', 'READ_FORBIDDEN', 'this login is not allowed to read it', operation);
  } else if (outcome === 'failed') {
    const why =
      reply.status === null
        ? describeFailure(reply.failure)
        : reply.status === 200
          ? 'the answer is no JSON'
          : `status ${reply.status}`;
    findings.add('warning', 'READ_FAILED', `a harmless read failed: ${why}`, operation);
  }
}
