/*
 * Idempotency keys of the known operations with an ending of this browser tab. A request that is run again with its key books
 * nothing more; a demo that keeps its log, and other people at the same gateway, are not met by it.
 */
import { onText, VARIABLES } from './editors.js';
import { operations } from './options.js';
import { read, write } from './storage.js';
import { supersede } from './superseded.js';

const ENDING = 'keyEnding';
const bases = new Set();
for (const { variables } of operations)
  JSON.stringify(variables, (name, value) => {
    if (name === 'idempotencyKey') bases.add(value);
    return value;
  });

const newEnding = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => (byte % 36).toString(36)).join('');
let ending = read(ENDING) ?? newEnding();
write(ENDING, ending);

const keyOf = (base) => `${base}-${ending}`;

/** The variables of a known operation, ready to run: with keys of their own, and days in place of `today-1`. */
export function variablesOf({ variables }) {
  return JSON.parse(JSON.stringify(variables), (_name, value) => {
    if (bases.has(value)) return keyOf(value);
    const [whole, days = '0'] = (typeof value === 'string' && /^today(-\d+)?$/.exec(value)) || [];
    return whole ? dayFromNow(Number(days)) : value;
  });
}

function dayFromNow(days) {
  const day = new Date();
  day.setDate(day.getDate() + days);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

/** A button beside variables with such a key: from then on they are those of another order, in every tab. */
export function addRenewButton() {
  const button = document.getElementById('renew');
  onText(VARIABLES, (text) => {
    button.hidden = ![...bases].some((base) => text.includes(keyOf(base)));
  });
  button.onclick = () => {
    const before = [...bases].map(keyOf);
    ending = newEnding();
    write(ENDING, ending);
    [...bases].forEach((base, at) => {
      supersede(before[at], keyOf(base));
    });
  };
}
