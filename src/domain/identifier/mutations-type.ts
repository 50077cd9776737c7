import { builder } from '../../graph/builder.ts';
import { NAME_LIMIT, readName, rowChanges, rowPayload } from '../../graph/dictionary/row-changes.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { knownValue } from '../../graph/input/checks.ts';
import { given } from '../../graph/input/text.ts';
import { defineMutation } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import {
  getIdentifierType,
  type IdentifierTypeInput,
  insertIdentifierType,
  updateIdentifierType,
} from '../../upstream/resources/identifier-types.ts';
import { identifierTypes } from './loaders.ts';
import { type IdentifierType as IdentifierTypeModel, identifierTypeFromWire } from './model.ts';
import { IdentifierKind, IdentifierType } from './type.ts';

const IdentifierTypeCreateInput = builder.inputType('IdentifierTypeCreateInput', {
  description: 'The identifier type to create.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Name of the type. Must be unique.', limit: NAME_LIMIT }),
    kind: t.field({ type: IdentifierKind, required: true, description: 'Kind of the identifiers.' }),
  }),
});

const IdentifierTypeUpdateInput = builder.inputType('IdentifierTypeUpdateInput', {
  description: 'Changes to an identifier type. An omitted or null field is kept.',
  fields: (t) => ({
    identifierTypeId: t.id({ required: true, description: 'ID of the identifier type to change.' }),
    name: t.string({ description: 'New name of the type. Must be unique.', limit: NAME_LIMIT }),
    kind: t.field({ type: IdentifierKind, description: 'New kind of the identifiers.' }),
  }),
});

const typeNotFound = () => new UserFault('IDENTIFIER_TYPE_NOT_FOUND', { path: ['input', 'identifierTypeId'] });

const changes = rowChanges<IdentifierTypeModel, IdentifierTypeInput>({
  dictionary: identifierTypes,
  list: identifierTypes.read,
  isDone: (type, { name, kind }) =>
    (name === undefined || type.name === name) && (kind === undefined || type.kind === kind),
  missing: typeNotFound,
  names: { name: ['name'], kind: ['kind'] },
});

defineMutation('identifierTypeCreate', {
  description: 'Creates an identifier type for the cards of the restaurant.',
  scopes: ['dictionary:write'],
  input: IdentifierTypeCreateInput,
  payload: rowPayload('identifierType', IdentifierType),
  errors: ['NAME_TAKEN', 'INVALID_FIELD'],
  run: async (context, { name, kind }) => {
    const body = { name: readName(name), kind: knownValue(kind) };
    return changes.create(context, body, async () =>
      identifierTypeFromWire(await insertIdentifierType(context.upstream, body)),
    );
  },
});

defineMutation('identifierTypeUpdate', {
  description: 'Changes the name or the kind of an identifier type.',
  scopes: ['dictionary:write'],
  input: IdentifierTypeUpdateInput,
  payload: rowPayload('identifierType', IdentifierType),
  errors: ['IDENTIFIER_TYPE_NOT_FOUND', 'NAME_TAKEN', 'INVALID_FIELD'],
  run: async (context, { identifierTypeId, name, kind }) => {
    const id = readId(context, identifierTypeId, 'IdentifierType');
    if (id === null) throw typeNotFound();
    const body = given<IdentifierTypeInput>({
      name: name == null ? undefined : readName(name),
      kind: kind == null ? undefined : knownValue(kind),
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
