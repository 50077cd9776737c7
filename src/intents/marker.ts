import { randomBytes } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const LENGTH = 12;
const AT_END = / #([A-Z2-7]{12})$/;

/** What the upstream reason holds beyond ours: 255 characters there, the marker with its space and sign, some to spare. */
export const MAX_REASON = 240;

export type RandomBytes = (size: number) => Uint8Array;

/** 60 random bits as base32. */
export function newMarker(random: RandomBytes = randomBytes): string {
  return Array.from(random(LENGTH), (byte) => ALPHABET[byte % 32]).join('');
}

/** The reason as it goes to the server. */
export function withMarker(reason: string, marker: string): string {
  return `${reason} #${marker}`;
}

/** Such a reason is refused: what it ends with could be taken for a marker, or hide one. */
export function endsLikeMarker(reason: string): boolean {
  return AT_END.test(reason);
}

/** What may be a marker at the end of this reason. */
export function markerAt(reason: string): string | null {
  return AT_END.exec(reason)?.[1] ?? null;
}

export function withoutMarker(reason: string): string {
  return reason.replace(AT_END, '');
}

/** Servers may change the case of a reason. */
export function bearsMarker(reason: unknown, marker: string): boolean {
  return typeof reason === 'string' && reason.toUpperCase().includes(marker);
}
