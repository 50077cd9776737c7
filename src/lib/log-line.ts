import { isRecord } from './is-record.ts';

/** Bytes of the longest line: a text that others choose must not fill a disk. */
const MAX_BYTES = 2048;
/** Characters that are left of each text in a line that is too long, tried in turn. */
const CUTS = [1000, 300, 100, 30];

/** A line of the log, as JSON, with its texts cut where it would be too long. */
export function boundedLine(line: string): string {
  if (fits(line)) return line;
  for (const characters of CUTS) {
    const shorter = JSON.stringify(JSON.parse(line), (_key, value: unknown) => cut(value, characters));
    if (fits(`${shorter}\n`)) return `${shorter}\n`;
  }
  const fields: unknown = JSON.parse(line);
  const { level, time } = isRecord(fields) ? fields : {};
  return `${JSON.stringify({ level, time, msg: 'a line of the log was too long' })}\n`;
}

function fits(line: string): boolean {
  return line.length * 3 <= MAX_BYTES || Buffer.byteLength(line) <= MAX_BYTES;
}

function cut(value: unknown, characters: number): unknown {
  if (typeof value !== 'string' || value.length <= characters) return value;
  return `${value.slice(0, characters)}…`;
}
