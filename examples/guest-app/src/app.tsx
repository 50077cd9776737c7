import { useQuery } from 'urql';
import { OwnCardDocument } from '../../documents.ts';
import { CardCode } from './card-code.tsx';
import { History } from './history.tsx';
import { NameForm } from './name-form.tsx';

/** Data and errors come together: what is there is shown, and what failed is said. */
export function App() {
  const [{ data, error, fetching }] = useQuery({ query: OwnCardDocument });
  const guest = data?.viewer.guest;
  if (!guest) return <p role={error ? 'alert' : 'status'}>{fetching ? '…' : 'Карта сейчас недоступна'}</p>;
  const { card, name } = guest;
  return (
    <>
      <h1>{name.full}</h1>
      <section className="card">
        <output className="balance" aria-label="Баланс">
          {card.balance}
        </output>
        <p>
          Карта <output aria-label="Карта">{card.number}</output>
        </p>
        <CardCode cardId={card.id} />
      </section>
      <NameForm guestId={guest.id} first={name.first ?? ''} />
      <History cardId={card.id} />
    </>
  );
}
