import type { Clock } from '../../lib/clock.ts';
import type { EndingToken } from './renewing-tokens.ts';

/** So many renewals within this time, of tokens that the server refused before their end, are more than its restarts explain. */
const MANY = 3;
const WITHIN_MS = 600_000;

/** Counts renewals of tokens that had not ended: somebody else logs in as the gateway on a server with one session per login. */
export function createEarlyEnds(clock: Clock) {
  let times: number[] = [];
  let isLastCounted = false;
  const recent = (): number[] => times.filter((at) => at > clock.now() - WITHIN_MS);
  return {
    /** Called when a login or refresh is sent in place of this token. */
    renewed(token: EndingToken | null): void {
      isLastCounted = token?.isRejected === true && clock.now() < token.expiresAt;
      if (isLastCounted) times = [...recent(), clock.now()].slice(-MANY);
    },
    /** The new token was refused too, as where a server forbids with a 401: nothing has ended. */
    hasNotHelped(): void {
      if (isLastCounted) times.pop();
      isLastCounted = false;
    },
    areFrequent: (): boolean => recent().length >= MANY,
  };
}
