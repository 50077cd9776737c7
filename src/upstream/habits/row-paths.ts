import type { OperationId } from '../../contract/schemas.ts';
import { isRecord } from '../../lib/is-record.ts';
import type { Dialect } from '../codec/dialect.ts';
import type { CallArgs } from '../codec/encode-request.ts';
import { UpstreamError, unsupported } from '../errors.ts';

type Row = Readonly<Record<string, unknown>>;

/** Where a row stands that the path must have, and how it is asked for. */
interface Proof {
  readonly list: OperationId;
  readonly argsOf: (row: Row) => CallArgs | null;
  /** What rows must tell, so that a row can be asked for. */
  readonly property: string;
}

const byId = (list: OperationId): Proof => ({
  list,
  property: 'id',
  argsOf: ({ id }) => (Number.isSafeInteger(id) && Number(id) > 0 ? { path: { id: Number(id) } } : null),
});

/** Operations that give one row, or 404. */
const PROOFS: Partial<Record<OperationId, Proof>> = {
  'accounts.get': byId('accounts.list'),
  'accounts.balance': byId('accounts.list'),
  'accounts.report': byId('accounts.list'),
  'accounts.byIdentifier': {
    list: 'accounts.list',
    property: 'identifiers',
    argsOf({ identifiers }) {
      const [first]: unknown[] = Array.isArray(identifiers) ? identifiers : [];
      return isRecord(first) && typeof first.value === 'string' ? { query: { value: first.value } } : null;
    },
  },
  'operations.get': byId('operations.list'),
  'accountGroups.get': byId('accountGroups.list'),
  'identifierTypes.get': byId('identifierTypes.list'),
  'discounts.get': byId('discounts.list'),
};

/** Which paths of rows one server is known to have: a router answers 404 to any other, as if the row were missing. */
export interface RowPaths<Context> {
  /** The path has given a row. */
  saw(operation: OperationId): void;
  /**
   * Reads a row that its list gives, unless the path was seen to have one. Rejects with UNSUPPORTED, NO_SUCH_PATH where the path does
   * not have it, and as the calls do. A list without rows proves nothing, and no row can be missed.
   */
  prove(operation: OperationId, context: Context): Promise<void>;
}

type Call<Context> = (operation: OperationId, args: CallArgs, context: Context) => Promise<unknown>;

/** Rows of a list that are read for a proof: the first may be deleted meanwhile. */
const ROWS = 2;

export function createRowPaths<Context>(dialect: Dialect, call: Call<Context>): RowPaths<Context> {
  const known = new Set<OperationId>();
  const running = new Map<OperationId, Promise<void>>();

  const prove = async (operation: OperationId, { list, argsOf, property }: Proof, context: Context): Promise<void> => {
    const answer = await call(list, { query: { limit: ROWS } }, context);
    const rows: unknown[] = isRecord(answer) && Array.isArray(answer.items) ? answer.items : [];
    const asked = rows.flatMap((row) => (isRecord(row) ? (argsOf(row) ?? []) : []));
    for (const args of asked) {
      try {
        await call(operation, args, context);
        known.add(operation);
        return;
      } catch (error) {
        if (!(error instanceof UpstreamError) || error.status !== 404) throw error;
      }
    }
    const isUntold = rows.length > 0 && rows.every((row) => Object(row)[property] === undefined);
    if (asked.length > 0 || isUntold) throw unsupported(operation, 'NO_SUCH_PATH');
  };

  return {
    saw: (operation) => void known.add(operation),
    async prove(operation, context) {
      const proof = PROOFS[operation];
      if (known.has(operation) || proof === undefined || !dialect.supports(proof.list)) return;
      const proving = running.get(operation) ?? prove(operation, proof, context);
      running.set(operation, proving);
      await proving.finally(() => running.delete(operation));
    },
  };
}
