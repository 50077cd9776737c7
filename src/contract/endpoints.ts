import { type OperationId, type OperationNode, operations, schemas, type TypeNode } from './schemas.ts';

/** Reads may be repeated; writes may not; logins concern tokens. Each class has its own connections and breaker. */
export type OperationClass = 'read' | 'write' | 'login';
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** How much an answer can hold: one row, a list of rows, or a report. */
export type AnswerSize = 'row' | 'page' | 'report';
/** A page holds `items` and `total`; a list is a bare array. */
export type Envelope = 'page' | 'list' | 'object';

export interface Endpoint {
  readonly method: Method;
  /** Below the base URL; `{name}` stands for a path parameter, which a dialect may put into a query. */
  readonly path: string;
  readonly class: OperationClass;
  /** Books value, so sent twice it is booked twice. */
  readonly isValueMove: boolean;
  readonly envelope: Envelope;
  readonly size: AnswerSize;
  /** The contract documents 404, so a 404 means that the row is not there, not that the operation is not. */
  readonly missingRow: boolean;
}

/** Every operation of the contract. A dialect may override method and path. */
export const endpoints = Object.fromEntries(
  Object.entries(operations).map(([id, node]) => [id, endpointOf(node)]),
) as Readonly<Record<OperationId, Endpoint>>;

function endpointOf({ method, path, tag, movesValue, answer, failures }: OperationNode): Endpoint {
  return {
    method,
    path,
    class: method === 'GET' ? 'read' : tag === 'auth' ? 'login' : 'write',
    isValueMove: movesValue === true,
    envelope: envelopeOf(answer),
    size: sizeOf(answer),
    missingRow: failures.includes(404),
  };
}

function envelopeOf(node: TypeNode): Envelope {
  if (typeof node === 'string' || 'values' in node) return 'object';
  if ('list' in node) return 'list';
  if ('ref' in node) return envelopeOf(schemas[node.ref]);
  return 'items' in node.fields ? 'page' : 'object';
}

function sizeOf(node: TypeNode): AnswerSize {
  if (typeof node === 'object' && 'ref' in node) {
    if (node.ref === 'ReportTable') return 'report';
    // It lists every card that was skipped.
    if (node.ref === 'GroupOperationResult') return 'page';
  }
  return envelopeOf(node) === 'object' ? 'row' : 'page';
}

/** Placeholders may stand in the path or in the query, which holds fixed values besides. */
const LINE =
  /^(GET|POST|PUT|PATCH|DELETE) (\/[^\s?#]*(?:\?[\w.~-]+=(?:\{\w+\}|[\w.~-]+)(?:&[\w.~-]+=(?:\{\w+\}|[\w.~-]+))*)?)$/;

export function isLine(line: string): boolean {
  return LINE.test(line);
}

/** `"GET /accounts/{id}"` or `"GET /accounts/get?id={id}"`, the form of a dialect's `paths`. Throws a RangeError for another form. */
export function readLine(line: string): Pick<Endpoint, 'method' | 'path'> {
  const match = LINE.exec(line);
  if (!match) throw new RangeError(`not a method and a path: ${line}`);
  return { method: match[1] as Method, path: match[2] ?? '' };
}

/** The query of such a path, as names and values in turn. */
export function queryOf(path: string): (readonly [name: string, value: string])[] {
  const query = path.split('?')[1];
  if (query === undefined) return [];
  return query.split('&').map((pair) => {
    const [name = '', value = ''] = pair.split('=');
    return [name, value];
  });
}
