import { showCost } from './cost.js';
import { identityIn, issue } from './identities.js';
import { keys } from './options.js';

/** Looks at every answer: what it cost, and what to do where the gateway does not accept the credential. */
export function watchAnswers(note) {
  const ask = self.fetch;
  self.fetch = async (address, init = {}) => {
    const headers = new Headers(init.headers);
    const isIntrospection = String(init.body).includes('__schema');
    if (!isIntrospection) headers.set('X-Gateway-Debug', 'upstream');
    const began = performance.now();
    let response = await ask(address, { ...init, headers });
    const whose = identityIn(headers.get('Authorization') ?? '');
    if (response.status === 401 && whose && !whose.key) {
      // A token ends with its time, or with its demo. Nothing was run yet.
      const token = await issue(whose).catch(() => null);
      if (token) {
        headers.set('Authorization', `Bearer ${token}`);
        response = await ask(address, { ...init, headers });
      }
    }
    if (response.status === 401) showRefusal(note, whose);
    else note.clear();
    if (!isIntrospection) {
      const { extensions } = await response
        .clone()
        .json()
        .catch(() => ({}));
      showCost(performance.now() - began, extensions);
      // Below the editors of a phone it could go unseen.
      document.querySelector('.graphiql-response')?.scrollIntoView({ block: 'nearest' });
    }
    return response;
  };
}

function showRefusal(note, whose) {
  if (whose?.key)
    note.showFault(
      'The demo was restarted and its keys have changed. Reload this page: your tabs stay, and their headers get the new keys.',
      { label: 'Reload', action: () => location.reload() },
    );
  else if (keys.length > 0)
    note.showFault(
      'The gateway does not accept this key; those of the demo change at each start. Choose a role, or write a valid key into Headers.',
    );
  else note.showFault('The gateway does not accept this key. Write a valid one into Headers, below the query.');
}
