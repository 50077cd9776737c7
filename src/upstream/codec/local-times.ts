import type { Zone } from '../../lib/local-time.ts';

/** Reads a time that bears an offset as the server's local time, so that it compares with all others. Other values pass unchanged. */
export function readLocalTime(zone: Zone): (value: unknown) => unknown {
  return (value) => {
    const instant = offsetTime(zone, value);
    if (instant === null) return value;
    return zone.toLocal(instant) + (/\.\d+/.exec(String(value))?.[0] ?? '');
  };
}

const HALF_DAY = 12 * 3_600_000;

/** Reads a day that came as a moment as the day of the nearest local midnight. */
export function readLocalDate(zone: Zone): (value: unknown) => unknown {
  return (value) => {
    const instant = offsetTime(zone, value);
    return instant === null ? value : zone.toLocal(instant + HALF_DAY).slice(0, 10);
  };
}

const [UPPER_Z, LOWER_Z] = [0x5a, 0x7a];
/** The length of `2026-03-01T18:42:10`: what is no longer and ends in a digit has no offset. */
const LOCAL_LENGTH = 19;

/** The instant of a text with an offset of its own; null for any other value, which costs a check of its last character. */
function offsetTime(zone: Zone, value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const last = value.charCodeAt(value.length - 1);
  if (last !== UPPER_Z && last !== LOWER_Z && (value.length <= LOCAL_LENGTH || !/[+-]\d\d:?\d\d$/.test(value)))
    return null;
  return zone.toInstant(value);
}
