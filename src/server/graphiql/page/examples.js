import { HEADERS, QUERY, replaceText, textOf, VARIABLES } from './editors.js';
import { become, guestBeside, headersFor, tenantOf } from './headers.js';
import { withIdsOf } from './ids.js';
import { operations } from './options.js';
import { variablesText } from './tabs.js';

/** Opens any of the known operations in a tab of its own. */
export function addExamplePicker(note) {
  if (operations.length === 0) return;
  const select = document.getElementById('example');
  for (const folder of new Set(operations.map((one) => one.folder))) {
    const group = document.createElement('optgroup');
    group.label = folder;
    group.append(...operations.filter((one) => one.folder === folder).map(({ name }) => new Option(name, name)));
    select.append(group);
  }
  select.parentElement.hidden = false;
  select.onchange = async () => {
    const chosen = operations.find(({ name }) => name === select.value);
    select.value = '';
    try {
      await open(chosen);
    } catch (error) {
      note.showFault(`No credential was issued: ${error.message}`);
    }
  };
}

async function open(operation) {
  const headers = textOf(HEADERS);
  document.querySelector('.graphiql-tab-add').click();
  replaceText(HEADERS, headersFor(operation.role, headers));
  replaceText(VARIABLES, withIdsOf(tenantOf(headers), variablesText(operation).variables ?? ''));
  replaceText(QUERY, operation.query);
  const guest = operation.role === 'guest' ? guestBeside(headers) : undefined;
  requestAnimationFrame(() => document.querySelector('.graphiql-tab-active')?.scrollIntoView({ block: 'nearest' }));
  if (guest) await become(guest);
}
