import { HEADERS, QUERY, textOf, VARIABLES } from './editors.js';
import { variablesOf } from './idempotency-keys.js';
import { readLink } from './link.js';
import { headers, operations } from './options.js';
import { isCleared, read, TABS, write } from './storage.js';

export const defaultTabs = operations
  .filter(({ tab }) => tab !== null)
  .sort((one, other) => one.tab - other.tab)
  .map((operation) => ({ query: operation.query, headers, ...variablesText(operation) }));

export function variablesText(operation) {
  const variables = variablesOf(operation);
  return Object.keys(variables).length > 0 ? { variables: JSON.stringify(variables, null, 2) } : {};
}

/**
 * The tab to open with. GraphiQL adds it unless a kept one equals it to the letter, and keeps none before the first edit: all are
 * kept here, so that a reload finds that edit's place.
 */
export function firstTab() {
  const kept = read(TABS) ?? { tabs: defaultTabs.map(newTab), activeTabIndex: 0 };
  const { tabs } = kept;
  for (const tab of tabs) tab.headers ??= headers;
  const link = readLink();
  if (link || tabs.length === 0) {
    const asked = newTab({ query: '', ...link, headers });
    const same = tabs.findLastIndex(
      (tab) =>
        tab.query === asked.query && (tab.variables || null) === asked.variables && tab.headers === asked.headers,
    );
    kept.activeTabIndex = same >= 0 ? same : tabs.push(asked) - 1;
  }
  write(TABS, kept);
  return tabs[kept.activeTabIndex] ?? tabs[0];
}

/** A tab as GraphiQL keeps it. */
function newTab({ query, variables = null, headers }) {
  const [, name = null] = /^(?!#).*(?:query|subscription|mutation)\s+(\w+)/m.exec(query) ?? [];
  const id = String(Math.random());
  return { id, title: name ?? '<untitled>', query, variables, headers, operationName: name, response: null };
}

/** GraphiQL keeps an edit only half a second later; a reload may come sooner. What its settings have cleared stays so. */
export function saveTabs(state) {
  if (!state || isCleared()) return;
  const keepsHeaders = sessionStorage.getItem('graphiql:shouldPersistHeaders') !== 'false';
  const edited = { query: textOf(QUERY), variables: textOf(VARIABLES), headers: textOf(HEADERS) };
  const tabs = state.tabs.map((tab, index) => {
    const { hash, ...kept } = index === state.activeTabIndex ? { ...tab, ...edited } : tab;
    return { ...kept, response: null, headers: keepsHeaders ? kept.headers : null };
  });
  write(TABS, { ...state, tabs });
}
