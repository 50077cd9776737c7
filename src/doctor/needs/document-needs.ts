import { endpoints } from '../../contract/endpoints.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { placeholderCount } from '../document/api.ts';
import { isName } from '../match/field-places.ts';
import { nameScore } from '../match/synonyms.ts';
import { meaningsOf } from '../match/words.ts';
import type { Need, NeedsOptions } from './need.ts';
import { rowsIn } from './raw-rows.ts';

/** What the places and bodies of a document say that no line of a dialect does. */
export function documentNeeds({ api, matches, answers }: NeedsOptions): Need[] {
  if (api === null) return [];
  const needs: Need[] = [];
  for (const [operation, match] of matches) {
    const theirs = 'theirs' in match ? match.theirs : null;
    if (theirs && theirs.method === 'POST' && endpoints[operation].method === 'GET' && theirs.body?.kind === 'object') {
      const isList = endpoints[operation].envelope !== 'object';
      const recipe = isList ? 'Lists are read by POST, with filters in the body' : 'The id of a row in the body';
      needs.push({ recipe, text: 'it takes its parameters in a body', operation });
    }
    const amount = theirs && endpoints[operation].isValueMove ? textAmount(theirs.body) : undefined;
    if (amount !== undefined)
      needs.push({ recipe: 'Amounts as text in bodies', text: `"${amount}" is a text`, operation });
  }
  for (const operation of ['operations.deposit', 'operations.withdraw'] as const) {
    const place = matches.get(operation)?.state === 'absent' ? inPath(operation, api.operations) : undefined;
    if (place) {
      const text = `${place} seems to be it, and no longer missing with an adapter`;
      needs.push({ recipe: 'The card of a move in its path', text, operation });
    }
  }
  for (const operation of ['accounts.get', 'operations.get'] as const) {
    const place = matches.get(operation)?.state === 'absent' ? inBody(operation, api.operations) : undefined;
    if (place) {
      const text = `${place} takes the id in its body: no longer missing with an adapter`;
      needs.push({ recipe: 'The id of a row in the body', text, operation });
    }
  }
  const hasIdentifiers = rowsIn(answers.get('accounts.list')).some((row) =>
    Object.keys(row).some((name) => meaningsOf(name).has('identifier') || /^cards$/i.test(name)),
  );
  const apart = api.operations.find(
    ({ method, path }) =>
      method === 'GET' && placeholderCount(path) === 1 && /\}\/[\w-]*(ident|card)[\w-]*\/?$/i.test(path),
  );
  if (apart && !hasIdentifiers && answers.has('accounts.list')) {
    const text = `cards come without identifiers: GET ${apart.path} has them`;
    needs.push({ recipe: 'Identifiers of a card by a call of their own', text, operation: 'accounts.list' });
  }
  return needs;
}

type ApiOperations = NonNullable<NeedsOptions['api']>['operations'];

/** A move whose card stands in its path, such as `POST /accounts/{id}/deposit`. */
function inPath(operation: OperationId, operations: ApiOperations): string | undefined {
  const [, way = ''] = operation.split('.');
  const found = operations.find(({ method, path }) => {
    const [, last = ''] = /\}\/([\w-]+)\/?$/.exec(path) ?? [];
    return method === 'POST' && placeholderCount(path) === 1 && meaningsOf(last).has(way);
  });
  return found && `${found.method} ${found.path}`;
}

/** A read of one row by a body that has its id. */
function inBody(operation: OperationId, operations: ApiOperations): string | undefined {
  const wanted = meaningsOf(endpoints[operation].path.replace(/\{.*/, ''));
  const found = operations.find(({ method, path, body }) => {
    const words = meaningsOf(path);
    const isRow = words.has('get') && [...wanted].every((word) => words.has(word)) && placeholderCount(path) === 0;
    const names = body?.kind === 'object' ? [...body.fields.keys()] : [];
    return method === 'POST' && isRow && names.some((name) => nameScore('id', name) >= 0.9);
  });
  return found && `${found.method} ${found.path}`;
}

/** The amount of a body, if it is a text. */
function textAmount(body: ApiOperations[number]['body']): string | undefined {
  if (body?.kind !== 'object') return undefined;
  const [name] = [...body.fields].find(([one]) => nameScore('amount', one) >= 0.9) ?? [];
  const shape = name === undefined ? undefined : body.fields.get(name);
  const isText = shape?.kind === 'scalar' && (shape.type === 'string' || shape.type === 'decimal');
  return isText && name !== undefined && isName(name) ? name : undefined;
}
