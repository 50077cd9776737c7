/*
 * The script of GraphiQL's page. Tabs and headers survive a reload in sessionStorage, which ends with the browser's tab: in
 * localStorage a key would stay on the machine.
 */
const { workers, graphiql, demoKeys } = JSON.parse(document.getElementById('options').textContent);
const TABS = 'graphiql:tabState';
const DEMO_KEYS = 'demoKeys';
const HEADERS = 'request-headers.json';

// Workers load from files instead of blobs. The editors' contents are reached through the editor's own API.
self.MonacoEnvironment = {
  globalAPI: true,
  getWorkerUrl: (_module, label) => workers[label] ?? workers.editorWorkerService,
};
addEventListener('DOMContentLoaded', () => {
  const note = createNote();
  if (renewDemoKeys()) note.show('The demo was restarted: your headers hold its new keys, of the same roles.');
  watchAnswers(note);
  if (demoKeys.length > 0) addRolePicker();
  let tabs = null;
  addEventListener('pagehide', () => saveTabs(tabs ?? read(TABS)));
  const { query, variables, headers } = firstTab();
  YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), {
    ...graphiql,
    storage: sessionStorage,
    shouldPersistHeaders: true,
    initialQuery: query ?? '',
    initialVariables: variables ?? '',
    initialHeaders: headers,
    onTabChange: (state) => {
      tabs = state;
    },
    // The page's own would write each edit into the address: too long to load again, and kept in the browser's history.
    onEditQuery: () => {},
  });
});

function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

function modelOf(file) {
  return monaco.editor.getModels().find(({ uri }) => uri.path.endsWith(file));
}

/** A demo creates its keys at each start. Replaces those of an earlier start by those of the same role; tells whether there were any. */
function renewDemoKeys() {
  const next = ({ tenant, role }) => demoKeys.find((now) => now.tenant === tenant && now.role === role)?.key;
  const gone = (read(DEMO_KEYS) ?? []).filter((before) => ![undefined, before.key].includes(next(before)));
  sessionStorage.setItem(DEMO_KEYS, JSON.stringify(demoKeys));
  const isRenewed = Object.keys(sessionStorage).filter((name) => {
    if (!name.startsWith('graphiql:')) return false;
    const before = sessionStorage.getItem(name);
    const after = gone.reduce((text, old) => text.replaceAll(old.key, next(old)), before);
    if (after !== before) sessionStorage.setItem(name, after);
    return after !== before;
  });
  return isRenewed.length > 0;
}

/**
 * The tab to open with. GraphiQL adds it unless a kept one equals it to the letter, and keeps none before the first edit: all are
 * kept here, so that a reload finds that edit's place.
 */
function firstTab() {
  const kept = read(TABS) ?? { tabs: graphiql.defaultTabs.map(newTab), activeTabIndex: 0 };
  const { tabs } = kept;
  for (const tab of tabs) tab.headers ??= graphiql.headers;
  const query = new URL(location.href).searchParams.get('query');
  if (query !== null) history.replaceState(null, '', location.pathname);
  if (query !== null || tabs.length === 0) {
    const asked = newTab({ query: query ?? '', headers: graphiql.headers });
    const same = tabs.findLastIndex(
      (tab) => tab.query === asked.query && !tab.variables && tab.headers === asked.headers,
    );
    kept.activeTabIndex = same >= 0 ? same : tabs.push(asked) - 1;
  }
  sessionStorage.setItem(TABS, JSON.stringify(kept));
  return tabs[kept.activeTabIndex] ?? tabs[0];
}

/** A tab as GraphiQL keeps it. */
function newTab({ query, variables = null, headers }) {
  const [, name = null] = /^(?!#).*(?:query|subscription|mutation)\s+(\w+)/m.exec(query) ?? [];
  const id = String(Math.random());
  return { id, title: name ?? '<untitled>', query, variables, headers, operationName: name, response: null };
}

/** GraphiQL keeps an edit only half a second later; a reload may come sooner. What its settings have cleared stays so. */
function saveTabs(state) {
  if (!state || sessionStorage.getItem(DEMO_KEYS) === null) return;
  const keepsHeaders = sessionStorage.getItem('graphiql:shouldPersistHeaders') !== 'false';
  const edited = {
    query: modelOf('operation.graphql')?.getValue(),
    variables: modelOf('variables.json')?.getValue(),
    headers: modelOf(HEADERS)?.getValue(),
  };
  const tabs = state.tabs.map((tab, index) => {
    const { hash, ...kept } = index === state.activeTabIndex ? { ...tab, ...edited } : tab;
    return { ...kept, response: null, headers: keepsHeaders ? kept.headers : null };
  });
  sessionStorage.setItem(TABS, JSON.stringify({ ...state, tabs }));
}

function createNote() {
  const note = document.getElementById('note');
  const [text, button] = note.children;
  let isFault = false;
  const hide = () => {
    note.hidden = true;
  };
  const show = (words, { label = 'Close', action = hide } = {}) => {
    text.textContent = words;
    button.textContent = label;
    button.onclick = action;
    note.hidden = false;
    isFault = false;
  };
  return {
    show,
    showFault(...words) {
      show(...words);
      isFault = true;
    },
    /** After a response that is no fault. */
    clear() {
      if (isFault) hide();
    },
  };
}

/** Says what to do when the gateway does not accept the key. */
function watchAnswers(note) {
  const ask = fetch;
  self.fetch = async (...call) => {
    const response = await ask(...call);
    if (response.status !== 401) note.clear();
    else if (isDemoKey(new Headers(call[1]?.headers).get('Authorization') ?? '')) {
      const action = () => location.reload();
      note.showFault(
        'The demo was restarted and its keys have changed. Reload this page: your tabs stay, and their headers get the new keys.',
        { label: 'Reload', action },
      );
    } else if (demoKeys.length > 0) {
      note.showFault(
        'The gateway does not accept this key; those of the demo change at each start. Choose a role, or write a valid key into Headers.',
      );
    } else note.showFault('The gateway does not accept this key. Write a valid one into Headers, below the query.');
    return response;
  };
}

function isDemoKey(text) {
  return demoKeys.some(({ key }) => text.includes(key));
}

/** Shows whose key the headers of the open tab hold, and writes that of the chosen role into them. */
function addRolePicker() {
  const select = document.getElementById('role');
  for (const { tenant, role, key } of demoKeys) select.add(new Option(`${tenant} · ${role}`, key));
  select.parentElement.hidden = false;
  const keyIn = (text) => demoKeys.find(({ key }) => text.includes(key))?.key ?? '';
  monaco.editor.onDidCreateModel((model) => {
    if (!model.uri.path.endsWith(HEADERS)) return;
    const show = () => {
      select.value = keyIn(model.getValue());
    };
    model.onDidChangeContent(show);
    show();
  });
  select.onchange = () => {
    const model = modelOf(HEADERS);
    const before = model.getValue();
    const key = keyIn(before);
    const text = key ? before.replaceAll(key, select.value) : withKey(before, select.value);
    // An edit, unlike a new value, can be undone.
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
  };
}

function withKey(text, key) {
  let headers = {};
  try {
    headers = JSON.parse(text);
  } catch {}
  const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization');
  return JSON.stringify({ Authorization: `Bearer ${key}`, ...Object.fromEntries(others) }, null, 2);
}
