import type { Canaries } from './canaries.ts';
import { STAMP } from './stamping-server.ts';
import type { Asker } from './world.ts';

/** Of the gateway's inside, of the machine, or of a server. */
const INTERNALS =
  /node_modules|\bat .*\.[jt]s:\d|SyntaxError|TypeError|RangeError|ECONN|127\.0\.0\.1|localhost|_sandbox|\/api\/v0/;
/** Node ids of each restaurant. */
const IDS = { saturn: /c2F0dXJu[\w-]+/g, jupiter: /anVwaXRl[\w-]+/g } as const;
const SECRETS = /eyJ|pbs_|pbg_/;

export interface Inspector {
  /** What an answer tells that its receiver may not know, and did not say. `issues`: it was asked for a token. */
  inAnswer(asker: Asker, text: string, question: { asked: string; issues?: boolean }): string[];
  /** What a log line or the readiness tells of any person. */
  inLog(text: string): string[];
  /** Pieces of data that receivers may know, so far. */
  readonly rightful: number;
}

export function createInspector(canaries: Canaries): Inspector {
  let rightful = 0;
  return {
    inAnswer({ slug, guest, login }, text, { asked, issues = false }) {
      const found: string[] = [];
      for (const seen of canaries.seenIn(text)) {
        if (asked.includes(seen.text)) continue;
        if (seen.guest === 0) found.push(`text of the server of ${seen.slug}`);
        else if (seen.slug !== slug) found.push(`data of ${seen.slug}`);
        else if (guest !== null && seen.guest !== guest) found.push(`data of guest ${seen.guest}`);
        else rightful += 1;
      }
      for (const [, reader] of text.matchAll(STAMP)) if (reader !== login) found.push(`what ${reader} has read`);
      for (const [other, pattern] of Object.entries(IDS)) {
        const isForeign = ([id]: RegExpMatchArray) => other !== slug && !asked.includes(id);
        if ([...text.matchAll(pattern)].some(isForeign)) found.push(`ids of ${other}`);
      }
      if (!issues && SECRETS.test(text)) found.push('a credential');
      const [internal] = INTERNALS.exec(text) ?? [];
      if (internal) found.push(`inside: ${internal}`);
      return found;
    },
    inLog(text) {
      const found = canaries.seenIn(text).map((seen) => `data of guest ${seen.guest} of ${seen.slug}`);
      if (text.search(STAMP) >= 0) found.push('what a server said');
      if (SECRETS.test(text)) found.push('a credential');
      return found;
    },
    get rightful() {
      return rightful;
    },
  };
}
