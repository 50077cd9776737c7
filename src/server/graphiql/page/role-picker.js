import { HEADERS, onText, textOf } from './editors.js';
import { become, hasCredential } from './headers.js';
import { identities, identityIn } from './identities.js';

/** Shows whose credential the headers of the open tab hold, and writes that of whoever is chosen into them. */
export function addRolePicker(note) {
  if (identities.length === 0) return;
  const select = document.getElementById('role');
  for (const tenant of new Set(identities.map((one) => one.tenant))) {
    const group = document.createElement('optgroup');
    group.label = tenant;
    group.append(...identities.filter((one) => one.tenant === tenant).map(({ label }) => new Option(label, label)));
    select.append(group);
  }
  select.parentElement.hidden = false;
  const show = (text) => {
    select.value = identityIn(text)?.label ?? (hasCredential(text) ? '' : 'none');
  };
  onText(HEADERS, show);
  select.onchange = async () => {
    select.disabled = true;
    try {
      await become(identities.find(({ label }) => label === select.value));
    } catch (error) {
      note.showFault(`No credential was issued: ${error.message}`);
    }
    select.disabled = false;
    show(textOf(HEADERS));
  };
}
