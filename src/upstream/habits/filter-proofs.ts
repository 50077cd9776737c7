import { SingleFlight } from '../../lib/concurrency/single-flight.ts';
import { UpstreamError } from '../errors.ts';

/** What answers have shown of a filter: that it is read as it is asked, or not; or nothing. */
export type Proof = 'applied' | 'ignored' | 'unproven';

/** Proofs of the filters of one server, by names such as `accounts.list.phone`. */
export class FilterProofs {
  readonly #running = new SingleFlight<string, Proof>();
  readonly #unproven = new Map<string, number>();

  /** One at a time: many look-ups of one request need the same. */
  run(name: string, prove: () => Promise<Proof>): Promise<Proof> {
    return this.#running.do(name, prove);
  }

  /** Of a filter that has left nothing. What could not be proven is tried again after 3, 15, 63 … times: rows may come later. */
  async ofEmpty(name: string, prove: () => Promise<Proof>): Promise<Proof> {
    const times = this.#unproven.get(name) ?? 0;
    if (!Number.isInteger(Math.log2(times + 1) / 2)) {
      this.#unproven.set(name, times + 1);
      return 'unproven';
    }
    const proof = await this.run(`${name} empty`, prove);
    if (proof === 'unproven') this.#unproven.set(name, times + 1);
    return proof;
  }
}

/** How many rows are asked for. */
const TRIALS = 3;

interface LetsThroughOptions<Row, Query> {
  /** Rows that the server gives without the filter. */
  readonly sample: () => Promise<readonly Row[]>;
  /** What asks for this row; null where it has no such value. */
  readonly ofRow: (row: Row) => Query | null | Promise<Query | null>;
  /** Whether any row comes. */
  readonly gives: (query: Query) => Promise<boolean>;
}

/** Whether a filter gives rows that are known to have what it is asked for. Refusals prove nothing, nor do rows without a value. */
export async function letsThrough<Row, Query>(options: LetsThroughOptions<Row, Query>): Promise<Proof> {
  const { sample, ofRow, gives } = options;
  let trials = 0;
  let proof: Proof = 'unproven';
  for (const row of (await sample().catch(orRefused)) ?? []) {
    const query = await ofRow(row);
    if (query === null) continue;
    const isGiven = await gives(query).catch(orRefused);
    if (isGiven) return 'applied';
    if (isGiven === false) proof = 'ignored';
    if (++trials === TRIALS) break;
  }
  return proof;
}

/** Null for a refusal, or an answer that breaks off over what was asked. Throws any other error. */
export function orRefused(error: unknown): null {
  if (error instanceof UpstreamError && (error.kind === 'REJECTED' || error.status === 500)) return null;
  throw error;
}
