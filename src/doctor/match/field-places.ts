import { isName as isNameAlone, placeOf } from '../../upstream/codec/names/place.ts';
import { ANY, merge, type ObjectShape, type ScalarShape, type Shape } from '../document/shape.ts';
import { nameScore } from './synonyms.ts';
import { flat, meaningsOf } from './words.ts';

/** Objects within objects of a row. */
const MAX_LEVELS = 2;

/** Whether a dialect may hold the name, and a finding may repeat it: a word, no text or address. */
export function isName(name: string): boolean {
  return /^[\p{L}\d_$-]{1,64}$/u.test(name);
}

/** What a row has at a name, a path or a list of a dialect; undefined where it has nothing there. */
export function shapeAt(row: ObjectShape, written: string): Shape | undefined {
  if (isNameAlone(written)) return row.fields.get(written);
  const { paths, isList } = placeOf(written);
  const found = paths.map((path) =>
    path.reduce<Shape | undefined>(
      (shape, name) => (shape?.kind === 'object' ? shape.fields.get(name) : undefined),
      row,
    ),
  );
  const known = found.filter((shape) => shape !== undefined);
  if (known.length < found.length) return undefined;
  return isList ? { kind: 'list', item: known.reduce(merge, ANY) } : known[0];
}

/** Paths such as `group.id` to the values of objects within a row. */
export function pathsIn(row: ObjectShape, levels = MAX_LEVELS): string[] {
  return [...row.fields].flatMap(([name, inner]) => {
    if (inner.kind !== 'object' || !isName(name)) return [];
    const own = [...inner.fields].flatMap(([last, shape]) => (shape.kind !== 'object' && isName(last) ? [last] : []));
    const deeper = levels > 1 ? pathsIn(inner, levels - 1) : [];
    return [...own, ...deeper].map((rest) => `${name}.${rest}`);
  });
}

/** Objects that hold what the contract has in the row of a card itself. */
const HOLDERS = new Set('person personal profile contact contacts passport bonus data details account'.split(' '));

/** Objects that hold a list, or what a list is called by. */
const PAGES = new Set('data result results response payload page content meta pagination paging'.split(' '));

/** Probability, 0 to 1, that what lies on a path means a property: `group.id` is a groupId, `person.email` an email of a card. */
export function pathScore(property: string, path: string, scopes: readonly string[]): number {
  const names = path.split('.');
  const last = names.at(-1) ?? '';
  const joined = Math.max(nameScore(property, names.join('_')), nameScore(property, [...names].reverse().join('_')));
  const holders = names.slice(0, -1).flatMap((name) => [...meaningsOf(name)]);
  const isPage = property === 'items' || property === 'total';
  const isHeld = isPage
    ? holders.every((word) => PAGES.has(word))
    : scopes.includes('Account') && holders.every((word) => HOLDERS.has(word));
  const held = isHeld && flat(last) !== 'id' ? nameScore(property, last) : 0;
  // A name in the row itself comes before what lies deeper.
  return Math.max(joined, held) * 0.97;
}

const QUALIFIERS =
  /^(main|extra|additional|other|second|first|third|alt|alternative|mobile|home|work|primary|secondary)/i;

/** `[phone1, phone2]` where a row has a text for each value of a list; null without one. */
export function listOfNames(property: string, row: ObjectShape, isTaken: (name: string) => boolean): string | null {
  const one = property.replace(/s$/, '');
  const names = [...row.fields].flatMap(([name, shape]) => {
    const stem = name.replace(/_?\d$/, '').replace(QUALIFIERS, '').replace(/^_/, '');
    const means = flat(stem) === flat(one) || nameScore(one, stem) >= 0.9;
    return means && isName(name) && !isTaken(name) && shape.kind === 'scalar' && isOneValue(shape) ? [name] : [];
  });
  // What was null in every row that was seen tells nothing alone.
  const isSeen = names.some((name) => !isUntold(row.fields.get(name)));
  return isSeen ? `[${names.join(', ')}]` : null;
}

/** Whether nothing is known of a value, so that its name or position alone would speak for it. */
export function isUntold(shape: Shape | undefined): boolean {
  return shape === undefined || (shape.kind === 'scalar' && shape.type === 'any');
}

/** Whether no text that was seen holds several values. */
function isOneValue({ type, values = [] }: ScalarShape): boolean {
  if (type !== 'string' && type !== 'integer' && type !== 'any') return false;
  return values.every((value) => !/[,;|/\n]/.test(String(value).trim()));
}
