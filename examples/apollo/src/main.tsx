import { ApolloProvider } from '@apollo/client/react';
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Cards } from './cards.tsx';
import { createGatewayClient } from './client.ts';
import { Login } from './login.tsx';

const GATEWAY = import.meta.env.VITE_GATEWAY ?? 'http://127.0.0.1:4000/graphql';

// In memory alone: a reload asks for the password again.
let token: string | null = null;
const client = createGatewayClient(GATEWAY, () => token);

function App() {
  const [isIn, setIn] = useState(false);
  const enter = (session: string) => {
    token = session;
    setIn(true);
  };
  return <ApolloProvider client={client}>{isIn ? <Cards /> : <Login onToken={enter} />}</ApolloProvider>;
}

const root = document.querySelector('#app');
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
