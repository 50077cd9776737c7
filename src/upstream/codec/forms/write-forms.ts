import { addDays, type Zone } from '../../../lib/local-time.ts';
import type { Dialect } from '../dialect.ts';
import type { TimeForm } from './read-times.ts';

type Write = (value: unknown) => unknown;

/** `79000001042` → `89000001042`, for a server that stores Russian phones so; null for one that does not. */
export function phoneWriter({ forms }: Dialect): Write | null {
  return forms.phone === 'plain'
    ? null
    : (value) => (typeof value === 'string' ? value.replace(/^7(?=\d{10}$)/, '8') : value);
}

/** Whether a property or parameter holds phones. Identifiers are sent as they are: nothing tells which of them are phones. */
export function isPhone(property: string): boolean {
  return property === 'phone' || property === 'phones';
}

/** Writes a local time in the form of the server; null for one that takes local times. */
export function timeWriter({ forms: { dateTime: form } }: Dialect, zone: Zone | undefined): Write | null {
  if (form === 'local' || !zone) return null;
  return (value) => writeInstant(form, value, zone.toInstant);
}

/** Writes the bound `name` of a filter, such as `dateFrom` or `dateTo`, so that what it lets through lies within the bound sent. */
export function boundWriter(
  { forms: { dateTime: form }, dateBounds }: Dialect,
  zone: Zone | undefined,
  name: string,
): Write | null {
  if (!zone) return null;
  const isEnd = name.endsWith('To');
  if (dateBounds === 'time') {
    if (form === 'local') return null;
    return (value) => writeInstant(form, value, isEnd ? (local) => latestInstant(zone, local) : zone.toInstant);
  }
  const edge = isEnd ? dayBehind : dayOf;
  return (value) => {
    const instant = typeof value === 'string' ? zone.toInstant(value) : null;
    if (instant === null) return value;
    // Whether such a server begins its days at its own midnight or at that of UTC is not known: the wider of both is asked for.
    const days = [edge(String(value)), ...(form === 'local' ? [] : [edge(new Date(instant).toISOString())])].sort();
    return isEnd ? days.at(-1) : days[0];
  };
}

function writeInstant(form: TimeForm, value: unknown, instantOf: Zone['toInstant']): unknown {
  const instant = typeof value === 'string' ? instantOf(value) : null;
  if (instant === null) return value;
  if (form === 'epoch') return Math.floor(instant / 1000);
  if (form === 'epochMs') return instant;
  const utc = new Date(instant).toISOString().slice(0, 19);
  return form === 'zoned' ? `${utc}Z` : utc;
}

/** Of a local time that comes twice, as clocks are set back. */
function latestInstant(zone: Zone, local: string): number | null {
  const first = zone.toInstant(local);
  const later = [3_600_000, 1_800_000]
    .map((ms) => Number(first) + ms)
    .find((at) => zone.toLocal(at) === local.slice(0, 19));
  return first === null ? null : (later ?? first);
}

function dayOf(local: string): string {
  return local.slice(0, 10);
}

/** The first day that has no time before this one. */
function dayBehind(local: string): string {
  return /[1-9]/.test(local.slice(11)) ? addDays(dayOf(local), 1) : dayOf(local);
}
