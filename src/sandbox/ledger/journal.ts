import { closeSync, existsSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** The first line of a journal: the seed that a restart needs before it repeats the changes. */
export interface JournalHeader {
  sandbox: 1;
  variant: string;
  seed: number;
  size: string;
  timeZone: string;
  dayChangeTime: string;
  /** The instant of the seeding, in milliseconds since the epoch. */
  epoch: number;
}

/** One successful change, in the contract's words. */
export interface JournalEntry {
  operationId: string;
  at: number;
  login: string | null;
  params: Record<string, unknown>;
  body: unknown;
}

/** JSON lines, appended before the reply is sent: a confirmed change survives a kill of the process. */
export interface Journal {
  header: JournalHeader;
  entries: JournalEntry[];
  append(entry: JournalEntry): void;
  /** Empties the file and begins anew. */
  restart(header: JournalHeader): void;
  close(): void;
}

/** A damaged last line is dropped. Throws on any other damage, or when the file belongs to another sandbox. */
export function openJournal(path: string, fresh: JournalHeader): Journal {
  mkdirSync(dirname(path), { recursive: true });
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const [first, ...lines] = whole.split('\n').filter((line) => line !== '');
  const header = first === undefined ? fresh : readHeader(path, first, fresh);
  const entries = lines.map((line, at) => readLine<JournalEntry>(path, line, at + 2));

  const file = openSync(path, 'a');
  ftruncateSync(file, Buffer.byteLength(whole));
  const write = (value: unknown): void => {
    writeSync(file, `${JSON.stringify(value)}\n`);
  };
  if (first === undefined) write(header);
  return {
    header,
    entries,
    append: write,
    restart(next) {
      ftruncateSync(file, 0);
      write(next);
    },
    close: () => closeSync(file),
  };
}

function readHeader(path: string, line: string, fresh: JournalHeader): JournalHeader {
  const header = readLine<JournalHeader>(path, line, 1);
  const differing = (Object.keys(fresh) as (keyof JournalHeader)[]).filter(
    (key) => key !== 'epoch' && header[key] !== fresh[key],
  );
  if (differing.length > 0) throw new Error(`${path} was written with another ${differing.join(', ')}`);
  return header;
}

function readLine<T>(path: string, line: string, number: number): T {
  try {
    return JSON.parse(line) as T;
  } catch {
    throw new Error(`${path} is damaged in line ${number}`);
  }
}
