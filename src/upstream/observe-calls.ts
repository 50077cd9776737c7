import type { OperationId } from '../contract/schemas.ts';
import type { CallArgs } from './codec/encode-request.ts';
import { isTokenRequest } from './codec/token-pair.ts';

/** How a call ended, after all its retries. */
export interface CallOutcome {
  readonly operation: OperationId;
  /** Undefined for a success. */
  readonly error: unknown;
  /** Whether it bore the token of the service login; that of a user's session says nothing about the login. */
  readonly isOwn: boolean;
}

export type OnOutcome = (outcome: CallOutcome) => void;

type Call<Context> = (operation: OperationId, args: CallArgs, context: Context) => Promise<unknown>;

/** The same function, whose outcomes are told without delaying the caller. Logins of users are left out: their failures are their own. */
export function observeCalls<Context extends { readonly tokens?: unknown }>(
  call: Call<Context>,
  onOutcome: OnOutcome | undefined,
): Call<Context> {
  if (!onOutcome) return call;
  return (operation, args, context) => {
    const result = call(operation, args, context);
    if (isTokenRequest(operation)) return result;
    const isOwn = context.tokens === undefined;
    result.then(
      () => onOutcome({ operation, error: undefined, isOwn }),
      (error: unknown) => onOutcome({ operation, error, isOwn }),
    );
    return result;
  };
}
