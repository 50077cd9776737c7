/*
 * Tabs, headers and history survive a reload in sessionStorage, which ends with the browser's tab: in localStorage a credential
 * would stay on the machine.
 */
export const TABS = 'graphiql:tabState';

export function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}

export function write(name, value) {
  sessionStorage.setItem(name, JSON.stringify(value));
}

const EDITS = [TABS, 'graphiql:query', 'graphiql:variables', 'graphiql:headers'];

let cleared = false;

/** Whether the settings of GraphiQL have cleared everything, and nothing was edited since. */
export const isCleared = () => cleared;

export function wasEdited() {
  cleared = false;
}

/** What GraphiQL keeps. It writes an edit half a second late: one made just before all was cleared would come back. */
export const storage = {
  getItem: (name) => sessionStorage.getItem(name),
  setItem(name, value) {
    if (!cleared || !EDITS.includes(name)) sessionStorage.setItem(name, value);
  },
  removeItem: (name) => sessionStorage.removeItem(name),
  clear() {
    sessionStorage.clear();
    cleared = true;
  },
  get length() {
    return sessionStorage.length;
  },
};
