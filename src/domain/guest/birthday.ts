import { addDays, type LocalDate } from '../../lib/local-time.ts';

/** Days of the year as `MM-DD`, both inclusive; `from` after `to` runs over New Year. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

const WHOLE_YEAR: DayRange = { from: '01-01', to: '12-31' };

/** Birthdays from today to so many days on (0-366). */
export function withinDays(today: LocalDate, days: number): DayRange {
  if (days >= 365) return WHOLE_YEAR;
  const end = addDays(today, days);
  return leapDay({ from: today.slice(5), to: end.slice(5) }, Number(end.slice(0, 4)));
}

/** A range as a client wrote it; the year that decides about 29 February is the one in which its end comes next. */
export function dayRange(today: LocalDate, range: DayRange): DayRange {
  const year = Number(today.slice(0, 4));
  return leapDay(range, range.to >= today.slice(5) ? year : year + 1);
}

/** Whether `MM-DD` names a day of some year. */
export function isDayOfYear(text: string): boolean {
  return (
    /^\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(Date.parse(`2028-${text}T00:00:00Z`)) &&
    new Date(`2028-${text}T00:00:00Z`).toISOString().slice(5, 10) === text
  );
}

/** In a common year a birthday on 29 February counts on the 28th. */
function leapDay(range: DayRange, yearOfEnd: number): DayRange {
  const isLeap = (yearOfEnd % 4 === 0 && yearOfEnd % 100 !== 0) || yearOfEnd % 400 === 0;
  return range.to === '02-28' && !isLeap ? { from: range.from, to: '02-29' } : range;
}
