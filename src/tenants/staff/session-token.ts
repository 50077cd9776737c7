import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';

/** How long a token goes on after its replacement, so that requests under way are answered. */
export const OVERLAP_MS = 30_000;
/** Replaced tokens of one session that go on at once. */
export const MAX_FORMER = 10;

/** `pbs_<id>_<secret>`: an id has no underscore, a secret may. */
const TOKEN = /^pbs_([0-9a-f]{16})_(.+)$/s;
/** Hash compared for an unknown id, so that it takes as long as a wrong secret. */
const NOBODY = hashToken('nobody');

/** The token of one session. Only hashes are kept. */
export interface SessionToken {
  /** A new token in place of the current one, which goes on for 30 s. */
  replace(): string;
  /** CURRENT; or ENDED: replaced, and its 30 s are over; null for any other. */
  check(hash: Buffer): 'CURRENT' | 'ENDED' | null;
  /** Hashes of the current token and of those that were replaced, in hex. */
  hashes(): string[];
}

/** Id of the session that a token names, which proves nothing yet; null for a text that is no token. */
export function sessionIdOf(token: string): string | null {
  return TOKEN.exec(token)?.[1] ?? null;
}

export function newSessionId(): string {
  return randomBytes(8).toString('hex');
}

export function newToken(id: string): string {
  return `pbs_${id}_${randomBytes(32).toString('base64url')}`;
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Takes as long as the comparison with one token. */
export function checkNobody(hash: Buffer): void {
  timingSafeEqual(hash, NOBODY);
}

interface Hashes {
  /** In hex. */
  readonly hash: string;
  readonly former: readonly { readonly hash: string; readonly until: number }[];
}

/** CURRENT; or ENDED: replaced, and its 30 s are over; null for any other. */
export function checkToken({ hash, former }: Hashes, given: Buffer, now: number): 'CURRENT' | 'ENDED' | null {
  const isSame = (one: string) => timingSafeEqual(Buffer.from(one, 'hex'), given);
  if (isSame(hash)) return 'CURRENT';
  const found = former.find((one) => isSame(one.hash));
  if (!found) return null;
  return found.until > now ? 'CURRENT' : 'ENDED';
}

export function createSessionToken(id: string, clock: Clock): SessionToken {
  const nobody = NOBODY.toString('hex');
  let hashes: Hashes = { hash: nobody, former: [] };
  return {
    replace() {
      const { hash, former } = hashes;
      const replaced = { hash, until: clock.now() + OVERLAP_MS };
      const token = newToken(id);
      hashes = {
        hash: hashToken(token).toString('hex'),
        former: hash === nobody ? [] : [...former, replaced].slice(-MAX_FORMER),
      };
      return token;
    },
    check: (given) => checkToken(hashes, given, clock.now()),
    hashes: () => [hashes.hash, ...hashes.former.map(({ hash }) => hash)],
  };
}
