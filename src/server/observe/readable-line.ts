import { isRecord } from '../../lib/is-record.ts';

const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'WARN',
  50: 'ERROR',
  60: 'FATAL',
};

/** A line of the log for people: time of day in UTC, level, message, then the other fields as `name=value`. */
export function readableLine(line: string): string {
  const fields: unknown = JSON.parse(line);
  if (!isRecord(fields)) return line;
  const { level, time, msg, ...rest } = fields;
  const at = new Date(Number(time)).toISOString().slice(11, 23);
  const shown = Object.entries(rest).filter(([, value]) => value !== null);
  const texts = shown.map(
    ([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
  return `${[at, LEVELS[Number(level)] ?? level, msg, ...texts].join(' ')}\n`;
}
