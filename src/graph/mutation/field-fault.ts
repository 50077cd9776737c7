import { UpstreamError } from '../../upstream/errors.ts';
import { declareUserError, UserFault } from './user-error.ts';

declare module './user-error.ts' {
  interface UserErrors {
    INVALID_FIELD: NoFacts;
  }
}

declareUserError('INVALID_FIELD', 'ProBonus rejected the value of a field. `path` names the field if the server did.');

/** Property of ProBonus → its path below `input`; a function where the path depends on the rest of the server's path. */
export type InputNames = Readonly<Record<string, readonly string[] | ((rest: readonly string[]) => readonly string[])>>;

/** INVALID_FIELD with the path of the field that ProBonus rejected, down to the item of a list. Other errors are returned unchanged. */
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
    // A part that is neither an index nor a field is internal to the server, such as the variant of a union.
    if (!/^\d+$/.test(part) && !Array.isArray(inner)) break;
    below.push(Array.isArray(inner) ? inner.at(-1) : part);
  }
  return [...name, ...below];
}
