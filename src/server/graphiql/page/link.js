/** A link that carries the open query and its variables, never headers. They stand behind `#`, which no server and no log sees. */
import { QUERY, textOf, VARIABLES } from './editors.js';

/** What no link may carry: keys, session tokens, guest tokens, passwords. */
const SECRET = /pb[gs]_|eyJ[\w-]{10}|password"?\s*:\s*"/;
/** A variable may bear any name, so that a query which takes a password goes without them. */
const TAKES_PASSWORD = /password\s*:\s*\$/;

/** Of the address; it is read once. */
export function readLink() {
  const { hash, search, pathname } = location;
  const params = [hash.slice(1), search].map((text) => new URLSearchParams(text)).find((one) => one.has('query'));
  if (!params) return null;
  history.replaceState(null, '', pathname);
  return { query: params.get('query'), ...(params.get('variables') ? { variables: params.get('variables') } : {}) };
}

export function addLinkButton(note) {
  document.getElementById('link').onclick = async () => {
    const query = textOf(QUERY);
    const variables = textOf(VARIABLES).trim();
    if (SECRET.test(query)) return note.show('The query holds a credential, so there is no link to it.');
    const isOpen = !SECRET.test(variables) && !TAKES_PASSWORD.test(query);
    const params = new URLSearchParams({ query, ...(variables && isOpen ? { variables } : {}) });
    const link = `${location.origin}${location.pathname}#${params}`;
    const without = isOpen
      ? 'Headers are not part of it.'
      : 'Headers are not part of it, nor variables: they hold a secret.';
    try {
      await navigator.clipboard.writeText(link);
      note.show(`The link to this query is in the clipboard. ${without}`);
    } catch {
      note.show(`${without} The link to this query: ${link}`);
    }
  };
  addEventListener('hashchange', () => {
    if (new URLSearchParams(location.hash.slice(1)).has('query')) location.reload();
  });
}
