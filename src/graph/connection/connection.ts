import { hash } from 'node:crypto';
import { builder } from '../builder.ts';
import { badInput } from '../errors.ts';
import { checkRange } from '../input/checks.ts';

type MaybePromise<T> = T | Promise<T>;

/** A page of a growing list. Functions are called only if the client selects the field. */
export interface Connection<T> {
  readonly nodes: readonly T[];
  readonly cursor: (index: number) => string;
  readonly hasNextPage: boolean | (() => MaybePromise<boolean>);
  readonly hasPreviousPage: boolean;
  readonly totalCount: number | null | (() => MaybePromise<number | null>);
}

export const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;

const PageInfo = builder.objectRef<Connection<unknown>>('PageInfo').implement({
  description: 'Position of a page in a connection.',
  fields: (t) => ({
    hasNextPage: t.boolean({
      description: 'Whether more objects follow this page.',
      guest: true,
      resolve: ({ hasNextPage }) => (typeof hasNextPage === 'function' ? hasNextPage() : hasNextPage),
    }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      description: 'Whether this page was requested with `after`.',
      guest: true,
    }),
    startCursor: t.string({
      description: 'Cursor of the first object; null on an empty page.',
      nullable: true,
      guest: true,
      resolve: ({ nodes, cursor }) => (nodes.length > 0 ? cursor(0) : null),
    }),
    endCursor: t.string({
      description: 'Cursor of the last object, to pass as the next `after`; null on an empty page.',
      nullable: true,
      guest: true,
      resolve: ({ nodes, cursor }) => (nodes.length > 0 ? cursor(nodes.length - 1) : null),
    }),
  }),
});

type NodeRef<T> = ReturnType<typeof builder.objectRef<T>>;

// `as never` below: the builder's types cannot tell an unbound T from a list.
/** The Relay connection and edge of a type: `<Name>Connection`, `<Name>Edge`. */
export function connectionOf<T extends object>(name: string, node: NodeRef<T>, access: { guest?: true } = {}) {
  const Edge = builder.objectRef<{ page: Connection<T>; index: number }>(`${name}Edge`).implement({
    description: `A \`${name}\` on a page, with its cursor.`,
    fields: (t) => ({
      node: t.field({
        description: `The \`${name}\` itself.`,
        ...access,
        type: node,
        resolve: ({ page, index }) => page.nodes[index] as never,
      }),
      cursor: t.string({
        description:
          'Pass it as `after` to continue behind this object. Valid only for the same field, filter and order.',
        ...access,
        resolve: ({ page, index }) => page.cursor(index),
      }),
    }),
  });
  return builder.objectRef<Connection<T>>(`${name}Connection`).implement({
    description: `A page of \`${name}\` objects.`,
    fields: (t) => ({
      edges: t.field({
        description: 'Objects on this page, each with its cursor.',
        ...access,
        type: [Edge],
        resolve: (page) => page.nodes.map((_, index) => ({ page, index })),
      }),
      nodes: t.field({
        description: 'Objects on this page, without cursors.',
        ...access,
        type: [node],
        resolve: (page) => page.nodes as never,
      }),
      pageInfo: t.field({
        description: 'Position of this page in the list.',
        ...access,
        type: PageInfo,
        resolve: (page) => page,
      }),
      totalCount: t.int({
        description: 'Number of objects in the whole list; null if the server does not report it.',
        ...access,
        nullable: true,
        resolve: ({ totalCount }) => (typeof totalCount === 'function' ? totalCount() : totalCount),
      }),
    }),
  });
}

/** The arguments of every connection. */
export const pageArgs = builder.args((t) => ({
  first: t.int({ description: 'Number of objects to return.', defaultValue: DEFAULT_PAGE, limit: `0 to ${MAX_PAGE}` }),
  after: t.string({ description: 'Cursor to continue behind; the list starts at the beginning if omitted.' }),
}));

/** Throws BAD_USER_INPUT for a page larger than allowed or of negative size. */
export function pageSize(first: number | null | undefined): number {
  const size = first ?? DEFAULT_PAGE;
  checkRange(size, { name: 'first', min: 0, max: MAX_PAGE, reason: 'PAGE_SIZE' });
  return size;
}

/** Text of a query, such as its filter. Null counts as omitted, and the order of keys does not matter. */
export function canonical(question: unknown): string {
  return JSON.stringify(question, plainly);
}

/** Fingerprint of a query: tenant, field, filter and order. */
export function fingerprint(question: unknown): string {
  return hash('sha256', canonical(question), 'base64url').slice(0, 10);
}

function plainly(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const said = Object.entries(value).filter(([, part]) => part != null);
  return Object.fromEntries(said.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The cursor of a position. Not secret; its first part is a checksum over the query's fingerprint and the position. */
export function encodeCursor(mark: string, position: readonly (number | string)[]): string {
  return Buffer.from(JSON.stringify([fingerprint([mark, position]), ...position])).toString('base64url');
}

/** The position in a cursor. Throws BAD_USER_INPUT for a malformed cursor and for one of another query. */
export function decodeCursor(mark: string, cursor: string): unknown[] {
  let parsed: unknown;
  try {
    parsed = cursor.length <= 512 ? JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) : undefined;
  } catch {
    parsed = undefined;
  }
  const [check, ...position]: unknown[] = Array.isArray(parsed) ? parsed : [];
  if (check === undefined || check !== fingerprint([mark, position])) throw badCursor();
  return position;
}

export function badCursor() {
  return badInput('The cursor is not valid for this query. Use a cursor of the same field, filter and order.', {
    reason: 'INVALID_CURSOR',
  });
}
