import { builder } from '../../graph/builder.ts';
import {
  type Connection,
  canonical,
  connectionOf,
  encodeCursor,
  fingerprint,
  pageArgs,
  pageSize,
} from '../../graph/connection/connection.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { registerNode } from '../../graph/ids/node.ts';
import { selects } from '../../graph/selection.ts';
import { emptyPage } from '../account/page.ts';
import { Card } from '../card/type.ts';
import { CardOperationFilter, type OperationConditions, OperationFilter, operationConditions } from './filter.ts';
import { checkedTotal, countRows, firstRows, operationById, walkOf } from './loaders.ts';
import type { Operation as OperationModel } from './model.ts';
import { pageReader } from './page-reader.ts';
import { Operation } from './type.ts';
import { type Placed, readPosition, rowsAfter } from './walk.ts';

const OPERATION_READ = ['operation:read'] as const;

declare module '../../graph/ids/global-id.ts' {
  interface IdTypes {
    Operation: true;
  }
}

registerNode('Operation', { scopes: ['operation:read'], guest: true, load: operationById });

const OperationConnection = connectionOf('Operation', Operation, { guest: true });

interface PageQuery {
  /** Fingerprint of the query, to which cursors are bound. Costs 5 us, so it is made where a cursor is read or selected. */
  readonly mark: () => string;
  readonly conditions: OperationConditions;
  readonly size: number;
  readonly after: string | null | undefined;
  readonly cardId?: number;
}

/** A page with reads of its own: the root list, and the list of a card behind a cursor. */
async function operationPage(
  context: GatewayContext,
  { mark, conditions, size, after, cardId }: PageQuery,
): Promise<Connection<OperationModel>> {
  const ask = pageReader(context, { ...conditions.query, accountId: cardId });
  const place = after == null ? null : readPosition(mark(), after);
  const found = await rowsAfter({
    ask,
    accept: (operation) => (cardId === undefined || operation.cardId === cardId) && conditions.accept(operation),
    after: place,
    count: size + 1,
    ...walkOf(context, conditions),
  });
  const { rows } = found;
  const total = conditions.isExact ? found.total : null;
  // Behind a cursor the server counts the rest only; the whole count is one more call, made if it is selected.
  const whole =
    total === null || (place === null && !found.isUnproven)
      ? place === null
        ? checkedTotal(context, { ...conditions.query, accountId: cardId }, { total, rows })
        : total
      : () => countRows(context, ask, place === null ? total : undefined);
  return toConnection(mark, rows, size, place !== null, whole);
}

function toConnection(
  mark: PageQuery['mark'],
  rows: readonly Placed[],
  size: number,
  hasPreviousPage: boolean,
  totalCount: Connection<OperationModel>['totalCount'],
): Connection<OperationModel> {
  const shown = rows.slice(0, size);
  return {
    nodes: shown.map(({ operation }) => operation),
    cursor(index) {
      const position = shown[index]?.position;
      return position ? encodeCursor(mark(), [position.createdAt, position.id, position.given]) : '';
    },
    hasNextPage: rows.length > size,
    hasPreviousPage,
    totalCount,
  };
}

builder.queryFields((t) => ({
  operation: t.field({
    description: 'An operation by its ID; null if it does not exist.',
    type: Operation,
    nullable: true,
    scopes: OPERATION_READ,
    guest: true,
    args: { id: t.arg.id({ required: true, description: 'Global ID of the operation.' }) },
    resolve: (_root, { id }, context) => operationById(context, readId(context, id, 'Operation')),
  }),
  operations: t.field({
    description:
      'Operations of all cards, newest first. Paging returns every operation that existed when it began exactly once, even if others are booked meanwhile.',
    type: OperationConnection,
    nullable: true,
    scopes: ['operation:read', 'guest:list'],
    args: {
      filter: t.arg({ type: OperationFilter, description: 'Which operations to return; all if omitted.' }),
      ...pageArgs,
    },
    resolve: async (_root, { filter, first, after }, context) => {
      const size = pageSize(first);
      const mark = () => fingerprint([context.tenant.slug, 'operations', filter ?? {}]);
      if (after != null) readPosition(mark(), after);
      const conditions = await operationConditions(context, filter ?? {});
      return conditions ? operationPage(context, { mark, conditions, size, after }) : emptyPage();
    },
  }),
}));

builder.objectField(Card, 'operations', (t) =>
  t.field({
    description:
      'Operations of the card, newest first. Paging returns every operation that existed when it began exactly once. The first pages of many cards share upstream calls.',
    type: OperationConnection,
    nullable: true,
    scopes: OPERATION_READ,
    guest: true,
    args: {
      filter: t.arg({ type: CardOperationFilter, description: 'Which operations to return; all if omitted.' }),
      ...pageArgs,
    },
    resolve: async ({ id }, { filter, first, after }, context, info) => {
      const size = pageSize(first);
      const mark = () => fingerprint([fingerprint([context.tenant.slug, 'Card.operations', filter ?? {}]), id]);
      if (after != null) readPosition(mark(), after);
      const conditions = await operationConditions(context, filter ?? {});
      if (!conditions) return emptyPage();
      if (after != null) return operationPage(context, { mark, conditions, size, after, cardId: id });
      const wantsTotal = selects(info, 'totalCount');
      const need = Math.max(1, size + (selects(info, 'pageInfo') ? 1 : 0));
      const { rows, total, isUnproven } = await firstRows(context).load({
        cardId: id,
        filter: canonical(filter ?? {}),
        conditions,
        need,
        wantsTotal,
      });
      const query = { ...conditions.query, accountId: id };
      const count = () => countRows(context, pageReader(context, query), total);
      const totalCount = isUnproven ? count : checkedTotal(context, query, { total, rows });
      return toConnection(mark, rows, size, false, conditions.isExact ? totalCount : null);
    },
  }),
);
