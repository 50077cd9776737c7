import type { DialectConfig } from '../../../config/dialect.ts';
import { type Zone, zone as zoneOf } from '../../../lib/local-time.ts';

type Read = (value: unknown) => unknown;
export type TimeForm = DialectConfig['forms']['dateTime'];

/** How programs and databases write that there is no time. */
const NO_TIME = /^(?:0000-00-00|0001-01-01)(?:[T ]|$)/;

/** What every time and day is where there is none. */
const NONE = '';

const isNone = (value: unknown): boolean => typeof value === 'string' && value.startsWith('000') && NO_TIME.test(value);

/** Reads a moment of a server, in its form or with an offset, as its local time; none as an empty text. Other values pass unchanged. */
export function readLocalTime(zone: Zone, form: TimeForm): Read {
  const foreign = foreignInstant(zone, form);
  return (value) => {
    // Of a time, while it may well be a birthday.
    if (isNone(value) || (value === 0 && form.startsWith('epoch'))) return NONE;
    const instant = foreign(value);
    if (instant === null) return value;
    const fraction = typeof value === 'number' ? fractionOf(instant) : (/\.\d+/.exec(String(value))?.[0] ?? '');
    return zone.toLocal(instant) + fraction;
  };
}

const HALF_DAY = 12 * 3_600_000;
const DAY_LENGTH = 10;
const MIDNIGHT = /^.{10}[T ]00:00(?::00(?:\.0+)?)?(?![\d:.])/;

/** Reads a day that came as a moment: that of a midnight as it is written, else of the nearest local midnight; none as the above. */
export function readLocalDate(zone: Zone, form: TimeForm): Read {
  const foreign = foreignInstant(zone, form, 'day');
  return (value) => {
    if (isNone(value)) return NONE;
    if (typeof value === 'string') {
      if (value.length <= DAY_LENGTH) return value;
      if (MIDNIGHT.test(value)) return value.slice(0, DAY_LENGTH);
    }
    const instant = foreign(value) ?? (typeof value === 'string' ? zone.toInstant(value) : null);
    if (instant === null) return value;
    if (instant % (2 * HALF_DAY) === 0) return new Date(instant).toISOString().slice(0, DAY_LENGTH);
    return zone.toLocal(instant + HALF_DAY).slice(0, DAY_LENGTH);
  };
}

/** The instant of what is no local time of the zone; null for a local time, and for what cannot be read. */
function foreignInstant(zone: Zone, form: TimeForm, of: 'time' | 'day' = 'time'): (value: unknown) => number | null {
  const offset = (value: unknown) => offsetTime(zone, value);
  switch (form) {
    case 'utc': {
      const utc = zoneOf('UTC');
      return (value) => (typeof value === 'string' ? utc.toInstant(value) : null);
    }
    case 'epoch':
      return (value) => (typeof value === 'number' ? seconds(value, of) : offset(value));
    case 'epochMs':
      return (value) => (typeof value === 'number' ? instantAt(value) : offset(value));
    default:
      return offset;
  }
}

/** No time of a restaurant lies before this, in milliseconds, or after it, in seconds. */
const LEAST_MILLISECONDS = 100_000_000_000;

/** A time may be in milliseconds all the same: its size tells. A birthday may lie before 1973, so that nothing tells. */
function seconds(value: number, of: 'time' | 'day'): number | null {
  if (Math.abs(value) < LEAST_MILLISECONDS) return instantAt(value * 1000);
  return of === 'time' ? instantAt(value) : null;
}

const LAST_INSTANT = Date.UTC(9999, 11, 30);

function instantAt(value: number): number | null {
  return Math.abs(value) <= LAST_INSTANT ? Math.floor(value) : null;
}

function fractionOf(instant: number): string {
  const fraction = ((instant % 1000) + 1000) % 1000;
  return fraction === 0 ? '' : `.${String(fraction).padStart(3, '0')}`;
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
