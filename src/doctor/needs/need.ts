import type { DialectConfig } from '../../config/dialect.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { Api } from '../document/api.ts';
import type { OperationMatches } from '../match/match-operations.ts';

/** A difference that no line of the dialect says: an adapter does, by a recipe of `docs/adapter.md`. */
export interface Need {
  /** The heading of the recipe. */
  readonly recipe: string;
  readonly text: string;
  readonly operation: OperationId | null;
}

export interface NeedsOptions {
  readonly api: Api | null;
  readonly matches: OperationMatches;
  /** Answers with status 200, as they came. */
  readonly answers: ReadonlyMap<OperationId, unknown>;
  readonly dialect: DialectConfig;
}
