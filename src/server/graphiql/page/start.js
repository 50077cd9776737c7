/** The script of GraphiQL's page. */
import { watchAnswers } from './answers.js';
import { HEADERS, onText, QUERY, suitEditors, VARIABLES } from './editors.js';
import { addExamplePicker } from './examples.js';
import { addRenewButton } from './idempotency-keys.js';
import { supersedeKeys } from './identities.js';
import { addLinkButton } from './link.js';
import { createNote } from './note.js';
import { endpoint, headers as firstHeaders, workers } from './options.js';
import { addRolePicker } from './role-picker.js';
import { read, storage, TABS, wasEdited } from './storage.js';
import { bringStorageUpToDate, watchEditors } from './superseded.js';
import { defaultTabs, firstTab, saveTabs } from './tabs.js';

// Workers load from files instead of blobs.
self.MonacoEnvironment = {
  globalAPI: true,
  getWorkerUrl: (_module, label) => workers[label] ?? workers.editorWorkerService,
};
addEventListener('DOMContentLoaded', () => {
  const note = createNote();
  supersedeKeys();
  if (bringStorageUpToDate()) note.show('The demo was restarted: your headers hold its new keys, of the same roles.');
  watchAnswers(note);
  const { query, variables, headers } = firstTab();
  const opened = read(TABS);
  let tabs = null;
  addEventListener('pagehide', () => saveTabs(tabs ?? read(TABS) ?? opened));
  suitEditors();
  watchEditors();
  for (const file of [QUERY, VARIABLES, HEADERS]) onText(file, wasEdited);
  addRolePicker(note);
  addExamplePicker(note);
  addRenewButton();
  addLinkButton(note);
  YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), {
    title: 'ProBonus gateway',
    endpoint,
    defaultTabs,
    headers: firstHeaders,
    defaultEditorToolsVisibility: matchMedia('(max-width: 700px)').matches ? false : 'variables',
    storage,
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
