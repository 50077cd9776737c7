import { Environment, type FetchFunction, Network, RecordSource, Store } from 'relay-runtime';
import { currentSession } from '../../guest-app/src/session.ts';

/** One POST. The token is taken anew for each request: it ends while the page is open. */
const ask: FetchFunction = async ({ text }, variables) => {
  const { gateway, token } = await currentSession();
  const response = await fetch(gateway, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: text, variables }),
  });
  return response.json();
};

export const environment = new Environment({ network: Network.create(ask), store: new Store(new RecordSource()) });
