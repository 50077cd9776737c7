import { subscribe } from 'node:diagnostics_channel';

/** Something that wants to know whether a byte of it went out. */
export interface Witness {
  sent: boolean;
}

/**
 * undici says `undici:client:sendHeaders` in the same turn in which it starts a request on a connection, before it
 * writes. The error codes of a lost connection are the same on both sides of that line, so only this can draw it.
 */
let starting: Witness | null = null;
let isHeard = true;

subscribe('undici:client:sendHeaders', () => {
  if (starting) starting.sent = true;
  starting = null;
});

/** Called as undici starts the request. Were undici ever to fall silent, every started request would count as sent. */
export function startWitness(witness: Witness): void {
  starting = witness;
  if (!isHeard) witness.sent = true;
}

/** Called as an answer arrives: what is answered was sent, so a witness that does not know it has not been told. */
export function confirmWitness(witness: Witness): void {
  if (witness.sent) return;
  witness.sent = true;
  isHeard = false;
}
