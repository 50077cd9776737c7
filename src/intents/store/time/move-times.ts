const TIMES: ReadonlySet<string> = new Set([
  'submittedAt',
  'deadline',
  'settleFrom',
  'settledAt',
  'nextAt',
  'expiredAt',
  'toldAt',
  'cleanAt',
  'countAt',
  'oldest',
  'until',
  'at',
]);
/** Properties of a row with times of their own. What the server said keeps its times. */
const PARTS: ReadonlySet<string> = new Set(['evidence', 'reversals', 'settlement']);

/** A row, or a part of one, with all its times moved by so many milliseconds. */
export function moveTimes<T extends object>(part: T, by: number): T {
  if (by === 0) return part;
  const entries = Object.entries(part).map(([name, value]: [string, unknown]) => {
    if (TIMES.has(name) && typeof value === 'number') return [name, value + by];
    if (!PARTS.has(name) || typeof value !== 'object' || value === null) return [name, value];
    const isList = Array.isArray(value);
    return [name, isList ? value.map((each: object) => moveTimes(each, by)) : moveTimes(value, by)];
  });
  return Object.fromEntries(entries) as T;
}
