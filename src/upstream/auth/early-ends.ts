import type { Clock } from '../../lib/clock.ts';
import type { EndingToken } from './renewing-tokens.ts';

/** So many renewals within this time, of tokens that the server refused before their end, are more than its restarts explain. */
const MANY = 3;
const WITHIN_MS = 600_000;

/** Counts renewals of tokens that had not ended: somebody else logs in as the gateway on a server with one session per login. */
export function createEarlyEnds(clock: Clock) {
  let times: number[] = [];
  const recent = (): number[] => times.filter((at) => at > clock.now() - WITHIN_MS);
  return {
    /** Called when a login or refresh is sent in place of this token. */
    renewed(token: EndingToken | null): void {
      if (token?.isRejected && clock.now() < token.expiresAt) times = [...recent(), clock.now()].slice(-MANY);
    },
    areFrequent: (): boolean => recent().length >= MANY,
  };
}
