/*
 * Ids bear the restaurant. Those of the known operations become ids of the restaurant whose role is chosen: each restaurant of the
 * demo has such a row. Other ids are left alone.
 */
import { keys, operations } from './options.js';

const tenants = [...new Set(keys.map(({ tenant }) => tenant))];
const encode = (text) => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Such as `Card:142`. */
const rows = new Set();
for (const { variables } of operations)
  JSON.stringify(variables, (_name, value) => {
    const row = typeof value === 'string' && rowOf(value);
    if (row) rows.add(row);
    return value;
  });

function rowOf(id) {
  try {
    const [tenant, ...row] = atob(id.replaceAll('-', '+').replaceAll('_', '/')).split(':');
    return tenants.includes(tenant) ? row.join(':') : null;
  } catch {
    return null;
  }
}

export function withIdsOf(tenant, text) {
  let now = text;
  for (const row of rows)
    for (const other of tenants) now = now.replaceAll(encode(`${other}:${row}`), encode(`${tenant}:${row}`));
  return now;
}
