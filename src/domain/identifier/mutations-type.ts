import { builder } from '../../graph/builder.ts';
import { NAME_LIMIT, readName, rowChanges, rowPayload } from '../../graph/dictionary/row-changes.ts';
import { badInput } from '../../graph/errors.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { given } from '../../graph/input/text.ts';
import { defineMutation } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import {
  getIdentifierType,
  type IdentifierTypeInput,
  insertIdentifierType,
  listIdentifierTypes,
  updateIdentifierType,
} from '../../upstream/resources/identifier-types.ts';
import { readAll } from '../../upstream/resources/list-call.ts';
import { identifierTypes } from './loaders.ts';
import { type IdentifierType as IdentifierTypeModel, identifierTypeFromWire } from './model.ts';
import { IdentifierKind, IdentifierType } from './type.ts';

const IdentifierTypeCreateInput = builder.inputType('IdentifierTypeCreateInput', {
  description: 'A new type of identifiers.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What it is called.', limit: NAME_LIMIT }),
    kind: t.field({ type: IdentifierKind, required: true, description: 'Which class it belongs to.' }),
  }),
});

const IdentifierTypeUpdateInput = builder.inputType('IdentifierTypeUpdateInput', {
  description: 'What of a type to change. Omitted and null keep.',
  fields: (t) => ({
    identifierTypeId: t.id({ required: true, description: 'Which type.' }),
    name: t.string({ description: 'What it is to be called.', limit: NAME_LIMIT }),
    kind: t.field({ type: IdentifierKind, description: 'Which class it is to belong to.' }),
  }),
});

type Kind = 'CARD' | 'PHONE' | 'OTHER' | 'UNKNOWN';

function knownKind(kind: Kind): 'CARD' | 'PHONE' | 'OTHER' {
  if (kind === 'UNKNOWN')
    throw badInput('UNKNOWN says what this gateway does not know; it cannot be set.', { reason: 'UNKNOWN_ENUM' });
  return kind;
}

const typeNotFound = () => new UserFault('IDENTIFIER_TYPE_NOT_FOUND', { path: ['input', 'identifierTypeId'] });

const changes = rowChanges<IdentifierTypeModel, IdentifierTypeInput>({
  dictionary: identifierTypes,
  list: async ({ upstream }) => (await readAll(upstream, listIdentifierTypes)).map(identifierTypeFromWire),
  isDone: (type, { name, kind }) =>
    (name === undefined || type.name === name) && (kind === undefined || type.kind === kind),
  missing: typeNotFound,
  names: { name: ['name'], kind: ['kind'] },
});

defineMutation('identifierTypeCreate', {
  description: 'Makes a new type of identifiers.',
  scopes: ['dictionary:write'],
  input: IdentifierTypeCreateInput,
  payload: rowPayload('IdentifierTypeCreate', 'identifierType', IdentifierType),
  errors: ['NAME_TAKEN', 'INVALID_FIELD'],
  run: async (context, { name, kind }) => {
    const body = { name: readName(name), kind: knownKind(kind) };
    return changes.create(context, body, async () =>
      identifierTypeFromWire(await insertIdentifierType(context.upstream, body)),
    );
  },
});

defineMutation('identifierTypeUpdate', {
  description: 'Changes the name or class of a type of identifiers.',
  scopes: ['dictionary:write'],
  input: IdentifierTypeUpdateInput,
  payload: rowPayload('IdentifierTypeUpdate', 'identifierType', IdentifierType),
  errors: ['IDENTIFIER_TYPE_NOT_FOUND', 'NAME_TAKEN', 'INVALID_FIELD'],
  run: async (context, { identifierTypeId, name, kind }) => {
    const id = readId(context, identifierTypeId, 'IdentifierType');
    if (id === null) throw typeNotFound();
    const body = given<IdentifierTypeInput>({
      name: name == null ? undefined : readName(name),
      kind: kind == null ? undefined : knownKind(kind),
    });
    return changes.update(context, id, body, {
      read: async () => {
        const row = await getIdentifierType(context.upstream, id);
        return row && identifierTypeFromWire(row);
      },
      send: async () => identifierTypeFromWire(await updateIdentifierType(context.upstream, id, body)),
    });
  },
});
