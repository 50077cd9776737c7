import type { Logger } from 'pino';
import type { EndedRequest } from './request-stats.ts';

/** Characters of an operation's name: the client chooses it. */
const NAME_LENGTH = 100;

/** Logs one line when a request ends: principal, operation and outcome, never variables or data. */
export function createRequestLog(logger: Logger) {
  return ({ exchange, status, milliseconds, stats }: EndedRequest): void => {
    const { request, path, requestId, address, principal, refusal } = exchange;
    const { operationType, operationName, cost, codes, causes, unexpected } = exchange;
    const failed = unexpected !== null;
    if (!failed && !logger.isLevelEnabled('info')) return;
    const line = {
      requestId,
      address,
      tenant: principal?.tenant ?? null,
      principal: principal?.id ?? null,
      ...(refusal === null ? {} : { refusal }),
      method: request.method,
      path: knownPath(path),
      operationType,
      operationName: operationName?.slice(0, NAME_LENGTH) ?? null,
      status,
      milliseconds,
      cost,
      ...(stats && { upstreamCalls: stats.calls, upstreamMilliseconds: Math.round(stats.milliseconds) }),
      ...(codes.size > 0 ? { codes: [...codes] } : {}),
      ...(causes.size > 0 ? { causes: [...causes] } : {}),
    };
    if (failed) logger.error({ ...line, err: unexpected }, 'request failed');
    else logger.info(line, 'request');
  };
}

const PATHS: ReadonlySet<string> = new Set(['/graphql', '/schema.graphql', '/livez', '/readyz', '/metrics']);

/** A path that we serve; null for any other, which may hold whatever a stranger writes. */
function knownPath(path: string): string | null {
  if (PATHS.has(path)) return path;
  return path.startsWith('/graphiql/') ? '/graphiql' : null;
}
