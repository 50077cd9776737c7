import { HEADERS, replaceText, textOf, VARIABLES } from './editors.js';
import { credentialOf, identities, identityIn } from './identities.js';
import { withIdsOf } from './ids.js';
import { headers as firstHeaders, keys } from './options.js';

/** Writes the credential of this identity into the headers of the open tab, and the ids of its restaurant into the variables. Throws where none is issued. */
export async function become(identity) {
  const credential = await credentialOf(identity);
  const text = textOf(HEADERS);
  const before = identityIn(text);
  const old = before && (await credentialOf(before));
  replaceText(VARIABLES, withIdsOf(identity.tenant, textOf(VARIABLES)));
  replaceText(HEADERS, old ? text.replaceAll(old, credential) : withCredential(text, credential));
}

function withCredential(text, credential) {
  let headers = {};
  try {
    headers = JSON.parse(text);
  } catch {}
  const others = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization');
  return JSON.stringify({ Authorization: `Bearer ${credential}`, ...Object.fromEntries(others) }, null, 2);
}

export const hasCredential = (text) => /"authorization"/i.test(text);

/** The headers that an operation of this role begins with, beside a tab with the headers `text`. */
export function headersFor(role, text) {
  if (role === 'stranger') return '{}';
  return hasCredential(text) ? text : firstHeaders;
}

/** The restaurant that the headers are for. */
export function tenantOf(text) {
  return identityIn(text)?.tenant ?? keys[0]?.tenant;
}

/** The guest of that restaurant. */
export function guestBeside(text) {
  const tenant = tenantOf(text);
  return identities.find((one) => one.role === 'guest' && one.tenant === tenant);
}
