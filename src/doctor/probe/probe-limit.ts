import type { OperationId } from '../../contract/schemas.ts';
import { isRecord } from '../../lib/is-record.ts';
import { listOf } from '../document/schema-reader.ts';
import type { Prober, Row } from './prober.ts';

/** Usual undocumented maxima of pages. */
const USUAL = [500, 200, 100, 50];

/** The largest page that the server gives, from its refusal or from the number of rows. Null if the list is too short. */
export async function probeLimit(prober: Prober, operation: OperationId, wanted: number): Promise<number | null> {
  for (const limit of [wanted, ...USUAL.filter((usual) => usual < wanted)]) {
    const { reply, rows } = await prober.read(operation, { query: { limit } });
    if (reply.status === 422) {
      const bound = limitIn(reply.json);
      if (bound !== null && bound < limit) return bound;
      continue;
    }
    if (reply.status !== 200) return null;
    // The first limit that is accepted after a refusal is the largest one tried.
    if (rows.length >= limit) return limit;
    const isCut = rows.length > 0 && (await hasMore(prober, operation, rows));
    return isCut ? rows.length : limit < wanted ? limit : null;
  }
  return null;
}

async function hasMore(prober: Prober, operation: OperationId, rows: readonly Row[]): Promise<boolean> {
  const next = await prober.read(operation, { query: { limit: 1, offset: rows.length } });
  const earlier = new Set(rows.map(({ id }) => id));
  return next.rows.length > 0 && next.rows.every(({ id }) => !earlier.has(id));
}

/** The bound that a 422 names: `ctx.le` of pydantic 2, `ctx.limit_value` of pydantic 1. */
function limitIn(json: unknown): number | null {
  for (const complaint of listOf(isRecord(json) ? json.detail : null)) {
    const context = isRecord(complaint) && isRecord(complaint.ctx) ? complaint.ctx : {};
    const bound = context.le ?? context.limit_value;
    if (typeof bound === 'number' && Number.isInteger(bound) && bound > 0) return bound;
  }
  return null;
}
