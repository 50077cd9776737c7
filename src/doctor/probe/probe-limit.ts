import type { OperationId } from '../../contract/schemas.ts';
import { isJson, listOf } from '../document/schema-reader.ts';
import type { Prober, Row } from './prober.ts';

/** Pages that servers are known to stop at, where they do not say it. */
const USUAL = [500, 200, 100, 50];

/**
 * The largest page that the server really gives: what it says in a refusal, or how many rows came of those asked for.
 * Null where the list is too short to tell. `wanted` is what is believed so far.
 */
export async function probeLimit(prober: Prober, operation: OperationId, wanted: number): Promise<number | null> {
  for (const limit of [wanted, ...USUAL.filter((usual) => usual < wanted)]) {
    const { reply, rows } = await prober.read(operation, { query: { limit } });
    if (reply.status === 422) {
      const said = limitIn(reply.json);
      if (said !== null && said < limit) return said;
      continue;
    }
    if (reply.status !== 200) return null;
    // A believed limit that was refused proves the one that was taken.
    if (rows.length >= limit) return limit;
    const isCut = rows.length > 0 && (await hasMore(prober, operation, rows));
    return isCut ? rows.length : limit < wanted ? limit : null;
  }
  return null;
}

async function hasMore(prober: Prober, operation: OperationId, rows: readonly Row[]): Promise<boolean> {
  const next = await prober.read(operation, { query: { limit: 1, offset: rows.length } });
  const known = new Set(rows.map(({ id }) => id));
  return next.rows.length > 0 && next.rows.every(({ id }) => !known.has(id));
}

/** The bound that a 422 names: pydantic 2 says `ctx.le`, pydantic 1 `ctx.limit_value`. */
function limitIn(json: unknown): number | null {
  for (const complaint of listOf(isJson(json) ? json.detail : null)) {
    const context = isJson(complaint) && isJson(complaint.ctx) ? complaint.ctx : {};
    const bound = context.le ?? context.limit_value;
    if (typeof bound === 'number' && Number.isInteger(bound) && bound > 0) return bound;
  }
  return null;
}
