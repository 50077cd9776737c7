import { useState } from 'react';
import { useQuery } from 'urql';
import { GuestHistoryDocument } from '../../documents.ts';

/** The operations of a card, a page below the other. */
export function History({ cardId }: { readonly cardId: string }) {
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  return (
    <section>
      <h2>История</h2>
      {cursors.map((after, i) => (
        <Page
          key={after}
          cardId={cardId}
          after={after}
          {...(i === cursors.length - 1 && { onMore: (next: string) => setCursors([...cursors, next]) })}
        />
      ))}
    </section>
  );
}

interface PageProps {
  readonly cardId: string;
  readonly after: string | null;
  /** The last page has it: asks for the next one. */
  readonly onMore?: (cursor: string) => void;
}

function Page({ cardId, after, onMore }: PageProps) {
  const [{ data, error, fetching }] = useQuery({ query: GuestHistoryDocument, variables: { cardId, after } });
  const operations = data?.card?.operations;
  if (!operations) return <p role={error ? 'alert' : 'status'}>{fetching ? '…' : 'История сейчас недоступна'}</p>;
  const { endCursor, hasNextPage } = operations.pageInfo;
  return (
    <>
      <ul>
        {operations.nodes.map(({ id, createdAt, amount, affectsBalance }) => (
          <li key={id}>
            <time dateTime={createdAt}>{createdAt.slice(0, 10)}</time>{' '}
            {affectsBalance === false ? `чек на ${amount}` : amount}
          </li>
        ))}
      </ul>
      {onMore && hasNextPage && endCursor && (
        <button type="button" onClick={() => onMore(endCursor)}>
          Ещё
        </button>
      )}
    </>
  );
}
