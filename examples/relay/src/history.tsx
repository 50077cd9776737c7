import { graphql, usePaginationFragment } from 'react-relay';
import type { history_card$key } from './__generated__/history_card.graphql.ts';
import type { historyPageQuery } from './__generated__/historyPageQuery.graphql.ts';

/** Ids are global and lists are connections: Relay writes the query of the next page by itself, from `node`. */
export function History({ card }: { readonly card: history_card$key }) {
  const { data, hasNext, isLoadingNext, loadNext } = usePaginationFragment<historyPageQuery, history_card$key>(
    graphql`
      fragment history_card on Card
      @refetchable(queryName: "historyPageQuery")
      @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" }) {
        operations(first: $first, after: $after) @connection(key: "history_operations") {
          edges {
            node {
              id
              amount
              affectsBalance
              createdAt
            }
          }
        }
      }
    `,
    card,
  );
  return (
    <section>
      <h2>История</h2>
      <ul>
        {data.operations?.edges.map(({ node }) => (
          <li key={node.id}>
            <time dateTime={node.createdAt}>{node.createdAt.slice(0, 10)}</time>{' '}
            {node.affectsBalance === false ? `чек на ${node.amount}` : node.amount}
          </li>
        ))}
      </ul>
      {hasNext && (
        <button type="button" disabled={isLoadingNext} onClick={() => loadNext(20)}>
          Ещё
        </button>
      )}
    </section>
  );
}
