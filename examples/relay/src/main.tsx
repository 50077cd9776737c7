import { Component, type ReactNode, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { graphql, RelayEnvironmentProvider, useLazyLoadQuery } from 'react-relay';
import type { mainScreenQuery } from './__generated__/mainScreenQuery.graphql.ts';
import { environment } from './environment.ts';
import { History } from './history.tsx';

/** Relay throws where a query fails as a whole: this says so in place of an empty page. */
class Failure extends Component<{ readonly children: ReactNode }> {
  static getDerivedStateFromError = () => ({ failed: true });
  override state = { failed: false };
  override render = () => (this.state.failed ? <p role="alert">Карта сейчас недоступна</p> : this.props.children);
}

function Screen() {
  const { viewer } = useLazyLoadQuery<mainScreenQuery>(
    graphql`
      query mainScreenQuery {
        viewer {
          guest {
            name {
              full
            }
            card {
              balance
              ...history_card
            }
          }
        }
      }
    `,
    {},
  );
  if (!viewer.guest) return <p role="alert">Карта сейчас недоступна</p>;
  const { card, name } = viewer.guest;
  return (
    <>
      <h1>{name.full}</h1>
      <output className="balance" aria-label="Баланс">
        {card.balance}
      </output>
      <History card={card} />
    </>
  );
}

const root = document.querySelector('#app');
if (root)
  createRoot(root).render(
    <StrictMode>
      <RelayEnvironmentProvider environment={environment}>
        <Failure>
          <Suspense fallback={<p role="status">…</p>}>
            <Screen />
          </Suspense>
        </Failure>
      </RelayEnvironmentProvider>
    </StrictMode>,
  );
