import type { DialectConfig } from '../../config/dialect.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { saysAny } from '../../upstream/codec/rows/leave-out.ts';
import type { Findings } from '../diagnosis.ts';
import { isName } from '../match/field-places.ts';
import { type RawRow, rowsIn } from '../needs/raw-rows.ts';
import type { Prober } from './prober.ts';

export interface DeletedOptions {
  readonly dialect: DialectConfig;
  readonly prober: Prober;
  /** Answers as they came. */
  readonly answers: ReadonlyMap<OperationId, unknown>;
  readonly findings: Findings;
}

type Mark = DialectConfig['leaveOut'][string];

const LISTS = { Account: 'accounts.list', Operation: 'operations.list' } as const;
const FLAG = /^(is_?)?(deleted|removed|archived)$/i;
const MOMENT = /^(deleted|removed|archived)_?(at|on|date|time)$|^date_?(deleted|removed|archived)$/i;
const STATE = /^(state|status)$/i;
const GONE = /^(deleted|removed|archived|удал[её]н\S*)$/i;
/** It may mean that, or something else. */
const DOUBTFUL = /^(is_?)?(active|enabled|cancell?ed|void(ed)?|revers(ed|al)|storno|annulled)$/i;
/** Rows of the second look, where rows bear a mark and none of the first is deleted. */
const MOST = 1000;

/** Marks of deleted rows that a list shows: the dialect leaves them out. What may be a mark, a person decides. */
export async function probeDeleted(options: DeletedOptions): Promise<DialectConfig['leaveOut'] | null> {
  const { prober, answers, findings } = options;
  const { leaveOut, maxLimit, names } = options.dialect;
  const isRead = (name: string) => Object.values(names).includes(name);
  const found: Record<string, Mark> = {};
  for (const [resource, operation] of Object.entries(LISTS)) {
    let rows = rowsIn(answers.get(operation));
    if (leaveOut[resource] || rows.length === 0) continue;
    if (rows.some(mayBeMarked) && !rows.some(markOf)) {
      const { reply } = await prober.read(operation, { query: { limit: Math.min(MOST, maxLimit) } });
      rows = reply.status === 200 ? rowsIn(reply.json) : rows;
    }
    const mark = rows.map(markOf).find((one) => one !== null);
    if (mark) {
      found[resource] = mark;
      const text = `the list shows deleted rows, by "${Object.keys(mark)[0]}": they are left out`;
      findings.add('info', 'ROWS_DELETED', text, operation);
      continue;
    }
    const doubtful = doubtfulIn(rows, isRead);
    if (doubtful !== null) {
      const text = `"${doubtful}" tells rows apart: if some of them are not there any more, write leaveOut: { ${resource}: { ${doubtful}: … } }`;
      findings.add('warning', 'ROWS_DELETED', text, operation);
    }
  }
  return Object.keys(found).length > 0 ? { ...leaveOut, ...found } : null;
}

const mayBeMarked = (row: RawRow): boolean =>
  Object.keys(row).some((name) => FLAG.test(name) || MOMENT.test(name) || STATE.test(name));

function markOf(row: RawRow): Mark | null {
  for (const [name, value] of Object.entries(row)) {
    if (FLAG.test(name) && (value === true || value === 1 || value === '1')) return { [name]: value };
    if (STATE.test(name) && typeof value === 'string' && GONE.test(value)) return { [name]: value };
    if (MOMENT.test(name) && (typeof value === 'string' || typeof value === 'number') && saysAny(value))
      return { [name]: '*' };
  }
  return null;
}

/** A property whose name may mean that a row is not there, and that says so of some rows and not of others. */
function doubtfulIn(rows: readonly RawRow[], isRead: (name: string) => boolean): string | null {
  const names = new Set(rows.flatMap((row) => Object.keys(row)).filter((name) => DOUBTFUL.test(name)));
  const isDoubtful = (name: string) => isName(name) && !isRead(name);
  return [...names].find((name) => isDoubtful(name) && new Set(rows.map((row) => Boolean(row[name]))).size > 1) ?? null;
}
