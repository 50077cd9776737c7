/*
 * Texts that others have taken the place of: keys of a demo before its restart, tokens that ended, idempotency keys of an earlier
 * order. The open tab is changed at once, the others when they are opened.
 */
import { HEADERS, onText, replaceText, textOf, VARIABLES } from './editors.js';
import { read, write } from './storage.js';

const NAME = 'superseded';
let successors = new Map(read(NAME) ?? []);

export function supersede(old, next) {
  successors = new Map([...successors].map(([older, last]) => [older, last === old ? next : last]));
  successors.set(old, next);
  write(NAME, [...successors]);
  for (const file of [HEADERS, VARIABLES]) bringUpToDate(file, textOf(file) ?? '');
}

const upToDate = (text) => [...successors].reduce((now, [old, next]) => now.replaceAll(old, next), text);

function bringUpToDate(file, text) {
  const now = upToDate(text);
  if (now !== text) replaceText(file, now);
}

/** What GraphiQL keeps; tells whether anything of it was superseded. */
export function bringStorageUpToDate() {
  const changed = Object.keys(sessionStorage).filter((name) => {
    if (!name.startsWith('graphiql:')) return false;
    const before = sessionStorage.getItem(name);
    const after = upToDate(before);
    if (after !== before) sessionStorage.setItem(name, after);
    return after !== before;
  });
  return changed.length > 0;
}

export function watchEditors() {
  for (const file of [HEADERS, VARIABLES]) onText(file, (text) => queueMicrotask(() => bringUpToDate(file, text)));
}
