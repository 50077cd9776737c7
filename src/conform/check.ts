import type { OperationId } from '../contract/schemas.ts';
import { Refusal } from './graph-client.ts';
import type { Readings } from './readings.ts';
import { type Outcome, suspect, untold } from './verdict.ts';

/** Holds answers of the graph against each other. */
export interface Check {
  /** Such as `cards.walk`. */
  readonly feature: string;
  readonly operation: OperationId | null;
  /** Never rejects for a refusal of the graph. */
  run(readings: Readings): Promise<Outcome>;
}

export interface CheckOptions<A> {
  readonly feature: string;
  /** The operation of the contract whose answers are suspect. @default none alone */
  readonly operation?: OperationId;
  /** Filters that are suspect where the graph refuses them, as it has seen that the server does not read them. @default none */
  readonly filters?: readonly string[];
  /** What is compared; an outcome where there is nothing to compare. */
  readonly ask: (readings: Readings) => Promise<A>;
  /** Pure. */
  readonly compare: (answers: A) => Outcome;
}

export function defineCheck<A>({ feature, operation, filters = [], ask, compare }: CheckOptions<A>): Check {
  return {
    feature,
    operation: operation ?? null,
    async run(readings) {
      try {
        return compare(await ask(readings));
      } catch (error) {
        if (error instanceof Refusal && filters.some(readings.client.misreads))
          return suspect('the server does not find what its rows have');
        if (error instanceof Refusal) return untold(error.message);
        if (error instanceof NothingToCompare) return untold(error.message);
        throw error;
      }
    },
  };
}

/** Thrown by `ask` where the server has no rows that could be compared. */
export class NothingToCompare extends Error {
  override readonly name = 'NothingToCompare';
}
