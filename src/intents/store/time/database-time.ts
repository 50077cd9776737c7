import { monotonicNow } from '../../../lib/clock.ts';
import type { SqlRow } from '../columns.ts';

/** A measurement serves so long; a clock that is set is noticed after it. */
const FRESH_MS = 10_000;

/** The clock of a database, which is not that of this process. */
export interface DatabaseTime {
  /** What it will show `ms` after the call, or less: the time that an answer takes counts against the caller. */
  after(ms: number): Promise<number>;
  /** The next use measures again. */
  doubt(): void;
}

export interface ReadableDatabase {
  run(statement: string, values: readonly never[]): Promise<readonly SqlRow[]>;
  /** SQL of its clock, which goes on while a statement runs: milliseconds since the epoch. */
  readonly now: string;
}

export async function readTime(database: ReadableDatabase): Promise<number> {
  const [row] = await database.run(`SELECT ${database.now} AS now`, []);
  return Number(row?.now);
}

export function createDatabaseTime(database: ReadableDatabase): DatabaseTime {
  let aheadBy = 0;
  let measuredAt = Number.NEGATIVE_INFINITY;
  return {
    async after(ms) {
      const calledAt = monotonicNow();
      if (calledAt - measuredAt > FRESH_MS) {
        const now = await readTime(database);
        measuredAt = monotonicNow();
        aheadBy = now - measuredAt;
      }
      return Math.floor(aheadBy + calledAt + ms);
    },
    doubt() {
      measuredAt = Number.NEGATIVE_INFINITY;
    },
  };
}
