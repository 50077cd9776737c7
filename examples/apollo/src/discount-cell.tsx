import { useMutation } from '@apollo/client/react';
import { SetDiscountDocument } from '../../documents.ts';

interface DiscountCellProps {
  readonly cardId: string;
  /** Of the discount that the card has. */
  readonly name: string | null;
  readonly ladders: readonly { readonly id: string; readonly name: string }[];
}

/** The answer has the card's id, so that the cache changes the card in every list that shows it. */
export function DiscountCell({ cardId, name, ladders }: DiscountCellProps) {
  const [set, { data, error, loading }] = useMutation(SetDiscountDocument);
  const result = data?.cardSetDiscount;
  return (
    <>
      <select
        value={ladders.find((ladder) => ladder.name === name)?.id ?? ''}
        disabled={loading}
        aria-label="Скидка"
        onChange={({ target }) => set({ variables: { cardId, discountId: target.value || null } })}
      >
        <option value="">{name ?? 'нет'}</option>
        {ladders.map((ladder) => (
          <option key={ladder.id} value={ladder.id}>
            {ladder.name}
          </option>
        ))}
      </select>
      {result && 'code' in result && <span role="alert">{result.message}</span>}
      {error && <span role="alert">Сейчас не получилось.</span>}
    </>
  );
}
