import type { GraphClient } from './graph-client.ts';

const PAGE = 100;

interface Connection<T> {
  readonly totalCount?: number | null;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly T[];
}

/** The first rows of a connection, page by page as a client walks it. */
export interface Walk<T> {
  readonly rows: readonly T[];
  /** As the first page told it. */
  readonly totalCount: number | null;
  /** Whether the last page said that no row follows. */
  readonly isWhole: boolean;
  readonly endCursor: string | null;
}

export interface WalkOptions {
  /** Root field, whose document takes `$after`, `$first` and `$isFirst`. */
  readonly field: string;
  readonly document: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly most: number;
  /** Upstream calls after which the walk ends, wherever it is: small pages must leave something for what follows. */
  readonly mostCalls: number;
}

/** Walks at most `most` rows. Throws a Refusal where a page is refused. */
export async function walk<T>(client: GraphClient, options: WalkOptions): Promise<Walk<T>> {
  const { field, document, variables, most, mostCalls } = options;
  const callsBefore = client.calls;
  const rows: T[] = [];
  let totalCount: number | null = null;
  let after: string | null = null;
  for (;;) {
    const first = Math.min(PAGE, most - rows.length);
    const isFirst = after === null;
    const data: Record<string, Connection<T>> = await client.askWhole(document, {
      ...variables,
      after,
      first,
      isFirst,
    });
    const page = data[field];
    if (!page) return { rows, totalCount, isWhole: false, endCursor: after };
    if (isFirst) totalCount = page.totalCount ?? null;
    rows.push(...page.nodes);
    const { hasNextPage, endCursor } = page.pageInfo;
    const isStuck = page.nodes.length === 0 || endCursor === null || endCursor === after;
    after = endCursor ?? after;
    if (!hasNextPage || isStuck || rows.length >= most || client.calls - callsBefore >= mostCalls)
      return { rows, totalCount, isWhole: !hasNextPage, endCursor: after };
  }
}
