import type { Logger } from 'pino';
import type { Clock } from '../../lib/clock.ts';
import type { HttpExchange } from './http-exchange.ts';

/** Characters of an operation's name: the client chooses it. */
const NAME_LENGTH = 100;

/** Logs one line when a request ends: principal, operation and outcome, never variables or data. */
export function createRequestLog(logger: Logger, clock: Clock) {
  return (exchange: HttpExchange): void => {
    const { request, response, requestId, address, principal, refusal } = exchange;
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
      operationType,
      operationName: operationName?.slice(0, NAME_LENGTH) ?? null,
      // 499 is nginx's status for a client that disconnected.
      status: response.writableFinished ? response.statusCode : 499,
      milliseconds: Math.round(clock.now() - exchange.startedAt),
      cost,
      ...(codes.size > 0 ? { codes: [...codes] } : {}),
      ...(causes.size > 0 ? { causes: [...causes] } : {}),
    };
    if (failed) logger.error({ ...line, err: unexpected }, 'request failed');
    else logger.info(line, 'request');
  };
}
