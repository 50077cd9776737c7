import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { DICTIONARY_READ } from '../../graph/dictionary/dictionary.ts';
import { nameTaken } from '../../graph/dictionary/name-taken.ts';
import { newcomers } from '../../graph/dictionary/new-rows.ts';
import { badInput } from '../../graph/errors.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { given, readText } from '../../graph/input/text.ts';
import { defineMutation, fieldFault, isRefused, write } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import {
  getIdentifierType,
  type IdentifierTypeInput,
  insertIdentifierType,
  listIdentifierTypes,
  updateIdentifierType,
} from '../../upstream/resources/identifier-types.ts';
import { readAll } from '../../upstream/resources/read-all.ts';
import { identifierTypes } from './loaders.ts';
import { type IdentifierType as IdentifierTypeModel, identifierTypeFromWire } from './model.ts';
import { IdentifierKind, IdentifierType } from './type.ts';

const MAX_NAME = 100;
const NAMES = { name: ['name'], kind: ['kind'] };

interface TypeChange {
  readonly identifierType: IdentifierTypeModel;
}

const payload = (name: string) =>
  builder.objectRef<TypeChange>(`${name}Payload`).implement({
    description: 'What was done.',
    fields: (t) => ({
      identifierType: t.field({
        description: 'The type as it is now; null without the scope to read it.',
        type: IdentifierType,
        nullable: true,
        authScopes: DICTIONARY_READ,
        resolve: ({ identifierType }) => identifierType,
      }),
    }),
  });

const IdentifierTypeCreateInput = builder.inputType('IdentifierTypeCreateInput', {
  description: 'A new type of identifiers.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What it is called.', limit: `1 to ${MAX_NAME} characters` }),
    kind: t.field({ type: IdentifierKind, required: true, description: 'Which class it belongs to.' }),
  }),
});

const IdentifierTypeUpdateInput = builder.inputType('IdentifierTypeUpdateInput', {
  description: 'What of a type to change. Omitted and null keep.',
  fields: (t) => ({
    identifierTypeId: t.id({ required: true, description: 'Which type.' }),
    name: t.string({ description: 'What it is to be called.', limit: `1 to ${MAX_NAME} characters` }),
    kind: t.field({ type: IdentifierKind, description: 'Which class it is to belong to.' }),
  }),
});

type Kind = 'CARD' | 'PHONE' | 'OTHER' | 'UNKNOWN';

function knownKind(kind: Kind): 'CARD' | 'PHONE' | 'OTHER' {
  if (kind === 'UNKNOWN')
    throw badInput('UNKNOWN says what this gateway does not know; it cannot be set.', { reason: 'UNKNOWN_ENUM' });
  return kind;
}

const noType = () => new UserFault('IDENTIFIER_TYPE_NOT_FOUND', { path: ['input', 'identifierTypeId'] });

const listed = async ({ upstream }: GatewayContext) =>
  (await readAll(upstream, listIdentifierTypes)).map(identifierTypeFromWire);

const isDone = (type: IdentifierTypeModel, { name, kind }: IdentifierTypeInput) =>
  (name === undefined || type.name === name) && (kind === undefined || type.kind === kind);

/** Sends a change of types; afterwards everybody reads them anew. `self` is the type that is changed. */
async function change(
  context: GatewayContext,
  body: IdentifierTypeInput,
  send: () => Promise<IdentifierTypeModel>,
  readBack: () => Promise<IdentifierTypeModel | null>,
  self?: number,
): Promise<TypeChange> {
  try {
    return { identifierType: await write(send, readBack) };
  } catch (error) {
    if (isRefused(error, 404)) throw noType();
    if (await nameTaken(error, body.name, () => listed(context), self))
      throw new UserFault('NAME_TAKEN', { path: ['input', 'name'] });
    throw fieldFault(error, NAMES);
  } finally {
    identifierTypes.drop(context);
  }
}

defineMutation('identifierTypeCreate', {
  description: 'Makes a new type of identifiers.',
  scopes: ['dictionary:write'],
  input: IdentifierTypeCreateInput,
  payload: payload('IdentifierTypeCreate'),
  errors: ['NAME_TAKEN', 'INVALID_FIELD'],
  run: async (context, input) => {
    const body = { name: readText(input.name, 'name', { min: 1, max: MAX_NAME }), kind: knownKind(input.kind) };
    const appeared = await newcomers(() => listed(context));
    return change(
      context,
      body,
      async () => identifierTypeFromWire(await insertIdentifierType(context.upstream, body)),
      async () => (await appeared()).find((type) => isDone(type, body)) ?? null,
    );
  },
});

defineMutation('identifierTypeUpdate', {
  description: 'Changes the name or class of a type of identifiers.',
  scopes: ['dictionary:write'],
  input: IdentifierTypeUpdateInput,
  payload: payload('IdentifierTypeUpdate'),
  errors: ['IDENTIFIER_TYPE_NOT_FOUND', 'NAME_TAKEN', 'INVALID_FIELD'],
  run: async (context, input) => {
    const id = readId(context, input.identifierTypeId, 'IdentifierType');
    if (id === null) throw noType();
    const name = input.name == null ? undefined : readText(input.name, 'name', { min: 1, max: MAX_NAME });
    const body = given<IdentifierTypeInput>({ name, kind: input.kind == null ? undefined : knownKind(input.kind) });
    const stored = async () => {
      const row = await getIdentifierType(context.upstream, id);
      return row && identifierTypeFromWire(row);
    };
    if (Object.keys(body).length === 0) {
      const identifierType = await stored();
      if (!identifierType) throw noType();
      return { identifierType };
    }
    return change(
      context,
      body,
      async () => identifierTypeFromWire(await updateIdentifierType(context.upstream, id, body)),
      async () => {
        const type = await stored();
        return type && isDone(type, body) ? type : null;
      },
      id,
    );
  },
});
