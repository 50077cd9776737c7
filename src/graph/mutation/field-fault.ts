import { UpstreamError } from '../../upstream/errors.ts';
import { declareUserError, UserFault } from './user-error.ts';

declare module './user-error.ts' {
  interface UserErrors {
    INVALID_FIELD: NoFacts;
  }
}

declareUserError('INVALID_FIELD', 'ProBonus rejected the value of a field. `path` names the field if the server did.');

/** ProBonus's property → where it stands in our input, below `input`; a function where that depends on what follows it. */
export type InputNames = Readonly<Record<string, readonly string[] | ((rest: readonly string[]) => readonly string[])>>;

/** A field that ProBonus found fault with, down to the item of a list. Other failures pass as they are. */
export function fieldFault(error: unknown, names: InputNames): unknown {
  if (!(error instanceof UpstreamError) || error.kind !== 'REJECTED' || !error.fieldErrors?.length) return error;
  const places = error.fieldErrors.map(({ path }) => placeOf(path, names)).filter((place) => place !== null);
  return new UserFault('INVALID_FIELD', { path: places[0] ? ['input', ...places[0]] : null });
}

function placeOf(path: readonly string[], names: InputNames): readonly string[] | null {
  const at = path.findIndex((part) => Object.hasOwn(names, part));
  const name = names[path[at] ?? ''];
  if (at < 0 || name === undefined) return null;
  const rest = path.slice(at + 1);
  if (typeof name === 'function') return name(rest);
  const below: string[] = [];
  for (const part of rest) {
    const inner = Object.hasOwn(names, part) ? names[part] : undefined;
    // What is neither an item nor a field is the server's own: a variant of a union, a validator.
    if (!/^\d+$/.test(part) && !Array.isArray(inner)) break;
    below.push(Array.isArray(inner) ? inner.at(-1) : part);
  }
  return [...name, ...below];
}
