import { createHash } from 'node:crypto';
import { OPERATIONS } from '../../contract/names.ts';
import type { OperationId } from '../../contract/schemas.ts';
import type { Dialect } from '../../upstream/codec/dialect.ts';
import { type Api, type ApiOperation, pathForm } from '../document/api.ts';
import type { Shape } from '../document/shape.ts';

/**
 * The hash of what a document says of the operations that a dialect uses, at their places. The rest may change unnoticed. An
 * adapter may ask for any operation, so that all of them are in use.
 */
export function hashOfRelevantLines(api: Api, dialect: Pick<Dialect, 'supports' | 'endpoint' | 'adapter'>): string {
  const lines = dialect.adapter === null ? linesInUse(api, dialect) : allLines(api);
  return `sha256:${createHash('sha256')
    .update([...lines, JSON.stringify(api.auth)].join('\n'))
    .digest('hex')}`;
}

function linesInUse(api: Api, dialect: Pick<Dialect, 'supports' | 'endpoint'>): string[] {
  const byPlace = new Map(api.operations.map((theirs) => [`${theirs.method} ${pathForm(theirs.path)}`, theirs]));
  const lineOf = (operation: OperationId): string => {
    const { method, path } = dialect.endpoint(operation);
    const theirs = byPlace.get(`${method} ${pathForm(path.split('?')[0] ?? '')}`);
    return `${operation} ${theirs ? JSON.stringify(describe(theirs)) : 'is not documented'}`;
  };
  return OPERATIONS.filter((operation) => dialect.supports(operation)).map(lineOf);
}

function allLines({ operations }: Api): string[] {
  return operations.map((theirs) => `${theirs.method} ${theirs.path} ${JSON.stringify(describe(theirs))}`).sort();
}

/** Titles and the order of parameters mean nothing. */
function describe({ parameters, body, takesForm, answer }: ApiOperation): unknown {
  const asked = parameters.map(({ name, in: place, required, shape, maximum, isRepeated }) => [
    `${place} ${name}`,
    required,
    plain(shape),
    maximum,
    isRepeated,
  ]);
  asked.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return [asked, body && plain(body), takesForm, answer && plain(answer)];
}

function plain(shape: Shape): unknown {
  if (shape.kind === 'list') return [plain(shape.item)];
  if (shape.kind === 'scalar') return [shape.type, shape.values ?? null, shape.unit ?? null];
  const fields = [...shape.fields].map(([name, inner]) => [name, shape.required.has(name), plain(inner)] as const);
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, ...rest]) => [name, rest]));
}
