import { randomBytes } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const LENGTH = 12;
const AT_END = / #([A-Z2-7]{12})$/;
const ANYWHERE = /#([A-Z2-7]{12})(?![\p{L}\p{N}])/gu;
const TAG_LENGTH = 4;

/** Tag of logs that end with their process, and of tests by `doctor` and `conform`: no log takes such markers for those of another. */
export const TEST_TAG = 'TEST';

/** Owner of the moves of `conform --write`, which bear that tag in any log. No API key can have this id. */
export const TEST_PRINCIPAL = 'API_KEY:~conform';

/** Characters of a client's reason. The upstream field holds 255, and the marker with its ` #` takes 14. */
export const MAX_REASON = 240;

export type RandomBytes = (size: number) => Uint8Array;

/** A call of the system for each marker would cost as much as the rest of it. */
const POOL = 4096;

/** Random bytes of the system, none of which is given twice. */
export function createRandomBytes(): RandomBytes {
  let pool = randomBytes(0);
  let used = 0;
  return (size) => {
    if (used + size > pool.length) {
      pool = randomBytes(Math.max(POOL, size));
      used = 0;
    }
    used += size;
    return pool.subarray(used - size, used);
  };
}

/** 60 random bits as base32. */
export function newMarker(random: RandomBytes = randomBytes): string {
  let marker = '';
  for (const byte of random(LENGTH)) marker += ALPHABET[byte % 32];
  return marker;
}

/** The first characters of all markers of one log. */
export function newTag(random: RandomBytes = randomBytes): string {
  return newMarker(random).slice(0, TAG_LENGTH);
}

export function tagOf(marker: string): string {
  return marker.slice(0, TAG_LENGTH);
}

/** The marker with the tag in place of its first characters; 40 random bits are left. */
export function withTag(marker: string, tag: string): string {
  return tag + marker.slice(TAG_LENGTH);
}

/** The reason as it is sent. */
export function withMarker(reason: string, marker: string): string {
  return `${reason} #${marker}`;
}

/** Such a reason is refused: its end could be taken for a marker, or hide one. */
export function endsLikeMarker(reason: string): boolean {
  return AT_END.test(reason);
}

/** The text at the end of a reason that has the form of a marker. */
export function markerAt(reason: string): string | null {
  return AT_END.exec(reason)?.[1] ?? null;
}

/** The last text of a reason that has the form of a marker, in capital letters: servers change case, and add words behind. */
export function lastMarkerIn(reason: unknown): string | null {
  if (typeof reason !== 'string') return null;
  return [...reason.toUpperCase().matchAll(ANYWHERE)].at(-1)?.[1] ?? null;
}

export function withoutMarker(reason: string): string {
  return reason.replace(AT_END, '');
}
