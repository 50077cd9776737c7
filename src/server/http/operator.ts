import { checkBodyHeaders, readBody } from './body.ts';
import { HttpError } from './http-error.ts';
import type { HttpExchange } from './http-exchange.ts';
import type { Responder } from './responder.ts';

/** Where the command line reaches a running gateway, on the admin port. */
export const OPERATOR_PATH = '/operate';
const BODY_BYTES = 16_384;

/** Carries out what an operator asks for; resolves with lines to print, or why it cannot be done. */
export type OperatorAction = (
  body: unknown,
) => Promise<{ readonly lines: readonly string[] } | { readonly refused: string }>;

/**
 * Answers `{ "lines": [ … ] }`, or 409 with `{ "refused": "…" }`. Only JSON is read, so that a page in a browser of this machine
 * cannot post here without a preflight, which is never answered.
 */
export function createOperatorRoute(responder: Responder, action: OperatorAction) {
  return async (exchange: HttpExchange): Promise<void> => {
    let body: unknown;
    try {
      checkBodyHeaders(exchange.request);
      body = JSON.parse(await readBody(exchange.request, BODY_BYTES));
    } catch (error) {
      if (error instanceof HttpError) return responder.error(exchange, error);
      return responder.error(exchange, new HttpError(400, 'BAD_USER_INPUT', 'The body is not valid JSON.'));
    }
    const result = await action(body);
    responder.json(exchange, 'refused' in result ? 409 : 200, result);
  };
}
