/**
 * ProBonus speaks zone-less local times; clients speak instants. This file is the only bridge between the two.
 * A LocalDateTime is `YYYY-MM-DDTHH:MM:SS`, with a fraction where the server wrote one.
 */
export type LocalDateTime = string;
/** `YYYY-MM-DD` */
export type LocalDate = string;

const LOCAL = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?$/;
const ZONED = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|z|[+-]\d{2}:?\d{2})$/;
/** The usual form of a stored time, with an hour that exists. */
const SECOND = /^\d{4}-\d\d-\d\d[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Days of a zone that are kept. */
const MAX_DAYS = 4096;

export interface Zone {
  readonly name: string;
  /** RFC 3339 with the zone's offset. An ambiguous hour takes the earlier offset, a gap moves forward. Null when unreadable. */
  format(local: string): string | null;
  /** The instant of a local time, in milliseconds; the same rules. A text that bears its own offset keeps it. */
  toInstant(local: string): number | null;
  /** The local wall time of an instant, to the second. */
  toLocal(instant: number): LocalDateTime;
  /** The least local time whose instant is not before this one: turns an instant into a bound on local times. */
  localBound(instant: number): LocalDateTime;
}

const zones = new Map<string, Zone>();

/** The zone of this IANA name; throws a RangeError when there is none. Zones are shared: they hold no state but a small cache. */
export function zone(name: string): Zone {
  const cached = zones.get(name);
  if (cached) return cached;
  const made = createZone(name);
  zones.set(name, made);
  return made;
}

function createZone(name: string): Zone {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

  const offsetAt = (instant: number): number => {
    const field: Record<string, number> = {};
    for (const part of parts.formatToParts(instant)) field[part.type] = Number(part.value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = field;
    return utc(year, month, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
  };

  // A day without a transition around it has one offset: nearly every row is a map hit.
  const steady = new Map<number, number>();

  /** The one offset of the days around a time, be it an instant or a wall time; undefined near a transition. */
  const steadyOffset = (time: number): number | undefined => {
    const day = Math.floor(time / DAY);
    const cached = steady.get(day);
    if (cached !== undefined) return cached;
    const noon = day * DAY + DAY / 2;
    const offset = offsetAt(noon - 2 * DAY);
    if (offset !== offsetAt(noon + 2 * DAY)) return undefined;
    if (steady.size >= MAX_DAYS) steady.clear();
    steady.set(day, offset);
    return offset;
  };

  /** The offset of a wall time given as if it were UTC. */
  const offsetOf = (wall: number): number => {
    const before = offsetAt(wall - DAY);
    const after = offsetAt(wall + DAY);
    if (before === after) return before;
    const fits = [before, after].filter((offset) => offsetAt(wall - offset) === offset);
    return fits.length > 0 ? Math.max(...fits) : before;
  };

  const toInstant = (local: string): number | null => {
    const wall = wallTime(local);
    if (wall !== null) return wall - (steadyOffset(wall) ?? offsetOf(wall));
    return ZONED.test(local) ? validInstant(local) : null;
  };

  const toLocal = (instant: number): LocalDateTime =>
    new Date(instant + (steadyOffset(instant) ?? offsetAt(instant))).toISOString().slice(0, 19);

  // Of steady days, what stands before and behind the time of the day: nearly every row is a map hit and a check of its form.
  const days = new Map<string, { readonly before: string; readonly behind: string }>();

  const formatOnSteadyDay = (local: string): string | null => {
    if (!SECOND.test(local)) return null;
    const date = local.slice(0, 10);
    let day = days.get(date);
    if (!day) {
      const midnight = wallTime(`${date}T00:00:00`);
      const offset = midnight === null ? undefined : steadyOffset(midnight);
      if (midnight === null || offset === undefined) return null;
      const shown = show(midnight, offset);
      day = { before: shown.slice(0, 11), behind: shown.slice(19) };
      if (days.size >= MAX_DAYS) days.clear();
      days.set(date, day);
    }
    return day.before + local.slice(11) + day.behind;
  };

  return {
    name,
    toInstant,
    toLocal,
    format(local) {
      const shown = formatOnSteadyDay(local);
      if (shown !== null) return shown;
      const wall = wallTime(local);
      const steadily = wall === null ? undefined : steadyOffset(wall);
      if (wall !== null && steadily !== undefined) return show(wall, steadily);
      const instant = toInstant(local);
      if (instant === null) return null;
      const offset = offsetAt(instant);
      return show(instant + offset, offset);
    },
    localBound(instant) {
      const second = Math.ceil(instant / 1000) * 1000;
      const local = toLocal(second);
      const read = toInstant(local);
      // In the second pass of an ambiguous hour every wall time reads as the first pass, so the bound is its end.
      if (read !== null && read < second)
        return new Date(second + offsetAt(second) + (second - read)).toISOString().slice(0, 14).concat('00:00');
      return local;
    },
  };
}

/** `Date.UTC` takes the years below 100 for those of the last century. */
function utc(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  return year < 100 ? new Date(time).setUTCFullYear(year, month - 1, day) : time;
}

/** The milliseconds of a wall time as if it were UTC; null when it is no valid zone-less date-time. */
function wallTime(local: string): number | null {
  const match = LOCAL.exec(local);
  if (!match) return null;
  const [, year, month, day, hour, minute, second = '0', fraction = '0'] = match.map((part) => part ?? undefined);
  const wall = utc(Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second));
  const back = new Date(wall);
  if (back.getUTCMonth() + 1 !== Number(month) || back.getUTCDate() !== Number(day)) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  return wall + Math.floor(Number(fraction) * 1000);
}

function validInstant(zoned: string): number | null {
  const instant = Date.parse(
    zoned
      .replace(' ', 'T')
      .replace('z', 'Z')
      .replace(/([+-]\d{2})(\d{2})$/, '$1:$2'),
  );
  return Number.isNaN(instant) ? null : instant;
}

function show(wall: number, offset: number): string {
  const text = new Date(wall).toISOString();
  const fraction = text.slice(19, 23);
  return `${text.slice(0, 19)}${fraction === '.000' ? '' : fraction}${formatOffset(offset)}`;
}

function formatOffset(offset: number): string {
  const minutes = Math.abs(Math.round(offset / 60_000));
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const two = (n: number): string => String(n).padStart(2, '0');

/** An RFC 3339 date-time with an offset, as clients must write it; null for anything else. */
export function parseInstant(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i.test(text)) return null;
  const wall = wallTime(text.slice(0, 19));
  return wall === null ? null : validInstant(text);
}

/** A calendar day that exists, or null. A date-time is cut to its day. */
export function parseDate(text: string): LocalDate | null {
  const match = DATE.exec(text);
  if (!match) return null;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : null;
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** The order of local dates or local times, earliest first. */
export const compareLocal = (a: LocalDateTime, b: LocalDateTime): number => (a < b ? -1 : a > b ? 1 : 0);

/** The business day of a local time, for a day that begins at `dayChange` (`HH:MM`). */
export function businessDateOf(local: LocalDateTime, dayChange: string): LocalDate {
  const date = local.slice(0, 10);
  return local.slice(11, 16) < dayChange ? addDays(date, -1) : date;
}
