import type { DialectConfig } from '../../config/dialect.ts';
import { endpoints } from '../../contract/endpoints.ts';
import { type OperationId, operations } from '../../contract/schemas.ts';
import type { Clock } from '../../lib/clock.ts';
import { createResponseDecoder } from '../../upstream/codec/decode-response.ts';
import { resolveDialect } from '../../upstream/codec/dialect.ts';
import { type CallArgs, createRequestEncoder } from '../../upstream/codec/encode-request.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import type { Findings } from '../diagnosis.ts';
import { isJson, listOf } from '../document/schema-reader.ts';
import { type Asker, inWords, type Reply } from '../raw-client.ts';

/** Reads by the proposed dialect, one after the other: a doctor must not be a load. */
export interface Prober {
  /** The answer as it came, and its rows in the contract's words where they can be read. */
  read(operation: OperationId, args: CallArgs): Promise<Probe>;
  /** The rows of an answer that came earlier. */
  rowsOf(operation: OperationId, text: string): readonly Row[];
}

export interface Probe {
  readonly reply: Reply;
  /** Empty where the answer is no list, or cannot be read. */
  readonly rows: readonly Row[];
}

export type Row = Readonly<Record<string, unknown>>;

export interface ProberOptions {
  readonly asker: Asker;
  readonly dialect: DialectConfig;
  readonly basePath: string;
  readonly clock: Clock;
  readonly authorization: string;
}

export function createProber({ asker, dialect, basePath, clock, authorization }: ProberOptions): Prober {
  const resolved = resolveDialect(dialect);
  const encode = createRequestEncoder(resolved, basePath);
  const decode = createResponseDecoder(resolved, clock);
  const rowsIn = (operation: OperationId, text: string) => rowsOf(() => decode(operation, text));
  return {
    rowsOf: rowsIn,
    async read(operation, args) {
      if (endpoints[operation].class !== 'read') throw new RangeError(`${operation} is no read`);
      const reply = await asker.get(encode(operation, args).target, authorization);
      return { reply, rows: reply.status === 200 ? rowsIn(operation, reply.text) : [] };
    },
  };
}

function rowsOf(decode: () => unknown): readonly Row[] {
  try {
    const answer = decode();
    return (Array.isArray(answer) ? answer : listOf(isJson(answer) ? answer.items : [])).filter(isJson);
  } catch (error) {
    if (error instanceof UpstreamError) return [];
    throw error;
  }
}

/** How a probe went: ok, absent (no such operation here), refused (not for this login), or failed. */
export function outcomeOf(operation: OperationId, reply: Reply): 'ok' | 'absent' | 'refused' | 'failed' {
  const { status } = reply;
  if (status === 200) return reply.json === undefined ? 'failed' : 'ok';
  if (status === 401 || status === 403) return 'refused';
  if (status === 405) return 'absent';
  const isRow = operations[operation].path.includes('{');
  if (status === 404) return isRow && !isRouteless(reply.json) ? 'failed' : 'absent';
  return status === 422 && !isRow && isAboutPath(reply.json) ? 'absent' : 'failed';
}

/** What Starlette says where no route matches; the 404 of a row has words of its own. */
function isRouteless(json: unknown): boolean {
  return !isJson(json) || json.detail === 'Not Found';
}

/** The path was taken for that of a row. */
function isAboutPath(json: unknown): boolean {
  const complaints = isJson(json) ? listOf(json.detail).filter(isJson) : [];
  return complaints.some(({ loc }) => listOf(loc)[0] === 'path');
}

/** Tells of a probe that did not work, in our words. */
export function tellFailure(findings: Findings, operation: OperationId, reply: Reply): void {
  const outcome = outcomeOf(operation, reply);
  if (outcome === 'refused') {
    findings.add('warning', 'READ_FORBIDDEN', 'this login may not read it', operation);
  } else if (outcome === 'failed') {
    const why =
      reply.status === null
        ? inWords(reply.failure)
        : reply.status === 200
          ? 'the answer is no JSON'
          : `status ${reply.status}`;
    findings.add('warning', 'READ_FAILED', `a read that should do no harm failed: ${why}`, operation);
  }
}
