import type { FormEvent } from 'react';
import { useMutation } from 'urql';
import { ChangeProfileDocument } from '../../documents.ts';

/** The answer has the guest's id and new name, so that every query with this guest is asked again. */
export function NameForm({ guestId, first }: { readonly guestId: string; readonly first: string }) {
  const [{ data, error, fetching }, change] = useMutation(ChangeProfileDocument);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('first'));
    void change({ input: { guestId, name: { first: name } } });
  };
  const result = data?.guestUpdate;
  return (
    <form onSubmit={submit}>
      <label>
        Имя <input name="first" defaultValue={first} required maxLength={100} />
      </label>
      <button type="submit" disabled={fetching}>
        Сохранить
      </button>
      {error && <span role="alert">Сейчас не получилось. Попробуйте ещё раз.</span>}
      {result &&
        ('guest' in result ? <span role="status">Сохранено</span> : <span role="alert">{result.message}</span>)}
    </form>
  );
}
