import { useMutation } from 'urql';
import { IssueCardCodeDocument } from '../../documents.ts';

/** A code for the register. Any QR library draws its value; it is read like a card number. */
export function CardCode({ cardId }: { readonly cardId: string }) {
  const [{ data, error, fetching }, issue] = useMutation(IssueCardCodeDocument);
  const result = data?.temporaryIdentifierIssue;
  if (result && 'temporaryIdentifier' in result)
    return (
      <p>
        Код для кассы <output aria-label="Код для кассы">{result.temporaryIdentifier.value}</output>
      </p>
    );
  return (
    <>
      <button type="button" disabled={fetching} onClick={() => issue({ cardId })}>
        Показать код
      </button>
      {(error || result) && <p role="alert">{result?.message ?? 'Сейчас не получилось. Попробуйте ещё раз.'}</p>}
    </>
  );
}
