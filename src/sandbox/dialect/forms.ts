import type { Zone } from '../../lib/local-time.ts';

export interface Forms {
  /** `eight`: Russian phones bear the trunk prefix. */
  readonly phone: 'plain' | 'eight';
  /** Of times: local, or those of UTC, without a zone; with a `Z`; seconds or milliseconds since 1970. */
  readonly dateTime: 'local' | 'utc' | 'zoned' | 'epoch' | 'epochMs';
}

/** Out of the contract's form, and back into it. */
export interface FormPair {
  encode(value: unknown): unknown;
  decode(value: unknown): unknown;
}

/** Null for local times. */
export function timeForm({ dateTime }: Forms, zone: Zone): FormPair | null {
  const instantOf = (value: unknown) => zone.toInstant(String(value)) ?? 0;
  const utc = (value: unknown) => new Date(instantOf(value)).toISOString().slice(0, 19);
  const read = (instant: number) => zone.toLocal(instant);
  switch (dateTime) {
    case 'local':
      return null;
    case 'utc':
      return { encode: utc, decode: (value) => read(Date.parse(`${value}Z`)) };
    case 'zoned':
      return { encode: (value) => `${utc(value)}Z`, decode: (value) => read(Date.parse(String(value))) };
    case 'epoch':
      return { encode: (value) => instantOf(value) / 1000, decode: (value) => read(Number(value) * 1000) };
    case 'epochMs':
      return { encode: instantOf, decode: (value) => read(Number(value)) };
  }
}

/** Of one phone, or of a list of them. Null for plain ones. */
export function phoneForm({ phone }: Forms): FormPair | null {
  if (phone === 'plain') return null;
  const each = (change: (one: string) => string) => (value: unknown) =>
    Array.isArray(value) ? value.map((one) => change(String(one))) : change(String(value));
  return {
    encode: each((one) => one.replace(/^7(?=\d{10}$)/, '8')),
    decode: each((one) => one.replace(/^8(?=\d{10}$)/, '7')),
  };
}
