import { type ApiOperation, placeholderCount } from '../document/api.ts';
import { isListShape } from './operation-score.ts';
import { meaningsOf } from './words.ts';

/** `id`, or with a word of the path: `clientId` of `/clients/details`. */
function isOwnId(name: string, path: string): boolean {
  const words = meaningsOf(path);
  return [...meaningsOf(name)].every((word) => word === 'id' || words.has(word));
}

/** An operation that takes the id of its row in the query, with the id as a placeholder: `/accounts/get?id={id}`. Others as they are. */
export function withQueryId(theirs: ApiOperation): ApiOperation {
  const { path, parameters, answer } = theirs;
  if (placeholderCount(path) > 0 || (answer && isListShape(answer))) return theirs;
  const ids = parameters.filter(
    ({ in: place, name, required, shape }) =>
      place === 'query' && required && shape.kind === 'scalar' && /^[\w.~-]*id$/i.test(name),
  );
  const [id] = ids;
  const isList = meaningsOf(path.split('/').at(-1) ?? '').has('list');
  if (!id || ids.length > 1 || isList || !isOwnId(id.name, path)) return theirs;
  return { ...theirs, path: `${path}?${id.name}={${id.name}}` };
}
