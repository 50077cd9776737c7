import type { DialectConfig } from '../config/dialect.ts';
import { endpoints, readLine } from '../contract/endpoints.ts';
import { OPERATIONS } from '../contract/names.ts';
import type { OperationId } from '../contract/schemas.ts';
import type { Api } from './document/api.ts';
import type { ReadApi } from './document/openapi.ts';
import { commonPath } from './document/place-paths.ts';
import { matchOperations } from './match/match-operations.ts';

/** The path of a base URL, with what the document has below it and what the operator wrote, its paths below it too. */
export interface Place {
  readonly basePath: string;
  readonly api: Api | null;
  readonly configured: DialectConfig;
}

/** Operations that a base URL must reach. */
const MAIN: readonly OperationId[] = ['auth.login', 'accounts.list', 'accounts.get', 'operations.list'];

/** The configured place, or the one where the document has more of the operations that every tenant needs. */
export function placeOf(document: ReadApi | null, basePath: string, configured: DialectConfig): Place {
  const own: Place = { basePath, api: document?.api ?? null, configured };
  if (!document?.elsewhere) return own;
  const { base, api } = document.elsewhere;
  const other: Place = { basePath: base, api, configured: moved(configured, basePath, base, () => basePath) };
  return basePath === '' || reached(other) > reached(own) ? other : own;
}

function reached({ api, configured }: Place): number {
  if (api === null) return 0;
  const matches = matchOperations(api, configured);
  return MAIN.filter((operation) => matches.get(operation)?.state !== 'absent').length;
}

/** The place that holds the login where it was and everything else below another path, such as `/api/v1`. */
export function placeBeside({ basePath, configured }: Place, other: string): Place {
  const base = commonPath(basePath, other);
  const pathOf = (operation: OperationId) => (endpoints[operation].class === 'login' ? basePath : other);
  return { basePath: base, api: null, configured: moved(configured, basePath, base, pathOf) };
}

/** A dialect for another base path. `pathOf`: below which path an operation stands that nobody wrote a path for. */
function moved(
  dialect: DialectConfig,
  from: string,
  to: string,
  pathOf: (operation: OperationId) => string,
): DialectConfig {
  const lines = OPERATIONS.flatMap((operation) => {
    const written = dialect.paths[operation];
    const { method, path } = written === undefined ? endpoints[operation] : readLine(written);
    const whole = (written === undefined ? pathOf(operation) : from) + path;
    const isBelow = whole.startsWith(`${to}/`);
    if (!isBelow) return [];
    const own = whole.slice(to.length);
    return written === undefined && own === path ? [] : [[operation, `${method} ${own}`] as const];
  });
  return { ...dialect, paths: Object.fromEntries(lines) };
}
