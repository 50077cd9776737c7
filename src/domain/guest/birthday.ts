import { addDays, type LocalDate } from '../../lib/local-time.ts';

/** Days of the year as `MM-DD`, both inclusive. A range with `from` after `to` spans New Year. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

const WHOLE_YEAR: DayRange = { from: '01-01', to: '12-31' };

/** The range from today to `days` days from now (0-366). */
export function withinDays(today: LocalDate, days: number): DayRange {
  if (days >= 365) return WHOLE_YEAR;
  const end = addDays(today, days);
  return leapDay({ from: today.slice(5), to: end.slice(5) }, Number(end.slice(0, 4)));
}

/** A client's range. The year of its next end decides about 29 February. */
export function dayRange(today: LocalDate, range: DayRange): DayRange {
  const year = Number(today.slice(0, 4));
  return leapDay(range, range.to >= today.slice(5) ? year : year + 1);
}

/** Whether the text is a day of some year, as `MM-DD`. */
export function isDayOfYear(text: string): boolean {
  return (
    /^\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(Date.parse(`2028-${text}T00:00:00Z`)) &&
    new Date(`2028-${text}T00:00:00Z`).toISOString().slice(5, 10) === text
  );
}

/** Extends a range that ends on 28 February of a common year to the 29th. */
function leapDay(range: DayRange, yearOfEnd: number): DayRange {
  const isLeap = (yearOfEnd % 4 === 0 && yearOfEnd % 100 !== 0) || yearOfEnd % 400 === 0;
  return range.to === '02-28' && !isLeap ? { from: range.from, to: '02-29' } : range;
}
