import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Client, cacheExchange, fetchExchange, Provider } from 'urql';
import { App } from './app.tsx';
import { currentSession } from './session.ts';

const client = new Client({
  // Each session says where the gateway is.
  url: '/graphql',
  exchanges: [cacheExchange, fetchExchange],
  preferGetMethod: false,
  // The token is taken anew for each request: it ends while the page is open.
  fetch: async (_, options) => {
    const { gateway, token } = await currentSession();
    const headers = new Headers(options?.headers);
    headers.set('Authorization', `Bearer ${token}`);
    return fetch(gateway, { ...options, headers });
  },
});

const root = document.querySelector('#app');
if (root)
  createRoot(root).render(
    <StrictMode>
      <Provider value={client}>
        <App />
      </Provider>
    </StrictMode>,
  );
