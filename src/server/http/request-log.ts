import type { Logger } from 'pino';
import type { Clock } from '../../lib/clock.ts';
import type { Exchange } from './exchange.ts';

/** Says one line per request when it ends: who asked for what and how it went, never what was sent or answered. */
export function createRequestLog(log: Logger, clock: Clock) {
  return (exchange: Exchange): void => {
    const { request, response, requestId, principal, operationType, operationName, cost, codes, causes, unexpected } =
      exchange;
    const failed = unexpected !== null;
    if (!failed && !log.isLevelEnabled('info')) return;
    const line = {
      requestId,
      tenant: principal?.tenant ?? null,
      principal: principal?.id ?? null,
      method: request.method,
      operationType,
      operationName,
      // What nginx calls a client that did not wait.
      status: response.writableFinished ? response.statusCode : 499,
      milliseconds: Math.round(clock.now() - exchange.startedAt),
      cost,
      ...(codes.size > 0 ? { codes: [...codes] } : {}),
      ...(causes.size > 0 ? { causes: [...causes] } : {}),
    };
    if (failed) log.error({ ...line, err: unexpected }, 'request failed');
    else log.info(line, 'request');
  };
}
