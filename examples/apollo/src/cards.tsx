import { useQuery } from '@apollo/client/react';
import { CardsPageDocument, LaddersDocument } from '../../documents.ts';
import { DiscountCell } from './discount-cell.tsx';

/** The cards of the restaurant, fifty more at each press of the button. */
export function Cards() {
  const { data, error, fetchMore, loading } = useQuery(CardsPageDocument, { notifyOnNetworkStatusChange: true });
  const { data: dictionary } = useQuery(LaddersDocument);
  const cards = data?.cards;
  if (!cards) return <p role={error ? 'alert' : 'status'}>{loading ? '…' : 'Карты сейчас недоступны'}</p>;
  const { endCursor, hasNextPage } = cards.pageInfo;
  return (
    <>
      <h1>Карты</h1>
      <table>
        <thead>
          <tr>
            <th>Гость</th>
            <th>Группа</th>
            <th>Баланс</th>
            <th>Скидка</th>
          </tr>
        </thead>
        <tbody>
          {cards.nodes.map((card) => (
            <tr key={card.id}>
              <td>{card.guest.name.full}</td>
              <td>{card.group?.name}</td>
              <td className="amount">{card.balance}</td>
              <td>
                <DiscountCell
                  cardId={card.id}
                  name={card.discount?.name ?? null}
                  ladders={dictionary?.discounts ?? []}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {error && <p role="alert">Не всё удалось прочитать.</p>}
      {hasNextPage && (
        <button type="button" disabled={loading} onClick={() => fetchMore({ variables: { after: endCursor } })}>
          Ещё
        </button>
      )}
    </>
  );
}
