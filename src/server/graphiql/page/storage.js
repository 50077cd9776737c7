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

/** Whether the settings of GraphiQL have cleared everything since the page was opened. */
export const isCleared = () => sessionStorage.length === 0 || read('opened') === null;
