import { Kind } from 'graphql';
import type { Logger } from 'pino';
import type { HttpExchange } from '../http/http-exchange.ts';
import type { EndedRequest } from './request-stats.ts';

export interface RequestLogOptions {
  readonly logger: Logger;
  /** A request that takes longer is logged in detail. */
  readonly slowMs: () => number;
}

/** Logs one line when a request ends: principal, operation and outcome, never variables or data. Probes are at level debug. */
export function createRequestLog({ logger, slowMs }: RequestLogOptions) {
  return (ended: EndedRequest): void => {
    const { exchange, status, milliseconds, stats } = ended;
    const { request, path, requestId, address, principal, refusal, trace } = exchange;
    const { operationType, operationName, cost, codes, causes, unexpected } = exchange;
    const failed = unexpected !== null;
    const level = failed ? 'error' : PROBES.has(path) ? 'debug' : 'info';
    if (!logger.isLevelEnabled(level)) return;
    const line = {
      requestId,
      ...(trace && { traceId: trace.traceId }),
      address,
      tenant: principal?.tenant ?? null,
      principal: principal?.id ?? null,
      ...(refusal === null ? {} : { refusal }),
      method: request.method,
      path: knownPath(path),
      operationType,
      operationName,
      status,
      milliseconds,
      cost,
      ...(stats && { upstreamCalls: stats.calls, upstreamMilliseconds: Math.round(stats.milliseconds) }),
      ...(codes.size > 0 ? { codes: [...codes] } : {}),
      ...(causes.size > 0 ? { causes: [...causes] } : {}),
      ...(milliseconds > slowMs() && { slow: detailOf(exchange, stats) }),
    };
    if (failed) logger.error({ ...line, err: unexpected }, 'request failed');
    else logger[level](line, 'request');
  };
}

/** Where the time of a request may have gone: names of the schema and of the contract, and numbers. */
function detailOf({ operation, waitedMilliseconds }: HttpExchange, stats: EndedRequest['stats']): object {
  const fields = (operation?.selectionSet.selections ?? []).flatMap((selection) =>
    selection.kind === Kind.FIELD ? [selection.name.value] : [],
  );
  return {
    fields: [...new Set(fields)].slice(0, MAX_FIELDS),
    waitedMilliseconds,
    ...(stats && { byOperation: stats.byOperation, batches: stats.batches, keys: stats.keys }),
  };
}

const MAX_FIELDS = 20;

const PROBES: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);
const PATHS: ReadonlySet<string> = new Set(['/graphql', '/schema.graphql', ...PROBES]);

/** A path that we serve; null for any other, which may hold whatever a stranger writes. */
function knownPath(path: string): string | null {
  if (PATHS.has(path)) return path;
  return path.startsWith('/graphiql/') ? '/graphiql' : null;
}
