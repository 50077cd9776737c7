import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { decodeId, readId } from '../../graph/ids/global-id.ts';
import { storedIdentifier } from '../../graph/input/text.ts';
import { fieldFault } from '../../graph/mutation/field-fault.ts';
import { defineMutation } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { isRefused, unknownOutcome, write } from '../../graph/mutation/write.ts';
import { requireDateTime } from '../../graph/stored/date.ts';
import { read } from '../../upstream/codec/read-fields.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { getAccount } from '../../upstream/resources/accounts.ts';
import { addIdentifier, issueTemporaryIdentifier, removeIdentifier } from '../../upstream/resources/identifiers.ts';
import { cardNotFound, readCardId } from '../card/loaders.ts';
import { CARD_REF_FIELD, type CardRef, cardRefPayload } from '../card/type.ts';
import { checkIdentifierValue, identifierTaken, identifierTypes } from './loaders.ts';
import { type Identifier as IdentifierModel, identifierFromWire, identifiersOf } from './model.ts';
import { Identifier } from './type.ts';

const IdentifierAddInput = builder.inputType('IdentifierAddInput', {
  description: 'A new identifier of a card.',
  fields: (t) => ({
    cardId: t.id({ required: true, description: 'Which card.' }),
    typeId: t.id({ required: true, description: 'Of which type.' }),
    value: t.string({
      required: true,
      description:
        'The value as it is read at the register; no other card may have it. Of a type of kind PHONE it is stored in digits, whatever form it has here.',
      limit: '1 to 64 characters',
    }),
  }),
});

interface IdentifierChange extends CardRef {
  readonly identifier: IdentifierModel;
}

const IdentifierAddPayload = builder.objectRef<IdentifierChange>('IdentifierAddPayload').implement({
  description: 'What was done.',
  fields: (t) => ({
    identifier: t.field({
      description: 'The new identifier.',
      type: Identifier,
      resolve: ({ identifier }) => identifier,
    }),
    card: t.field(CARD_REF_FIELD),
  }),
});

defineMutation('identifierAdd', {
  description: 'Gives a card one more identifier.',
  scopes: ['card:write'],
  input: IdentifierAddInput,
  payload: IdentifierAddPayload,
  errors: ['CARD_NOT_FOUND', 'IDENTIFIER_TYPE_NOT_FOUND', 'IDENTIFIER_TAKEN', 'INVALID_FIELD'],
  run: async (context, input) => {
    const cardId = readCardId(context, input.cardId);
    const asked = checkIdentifierValue(input.value);
    const type = await identifierTypes.require(context, readId(context, input.typeId, 'IdentifierType'));
    if (!type) throw new UserFault('IDENTIFIER_TYPE_NOT_FOUND', { path: ['input', 'typeId'] });
    const value = storedIdentifier(type, asked);
    try {
      const identifier = await write(
        async () =>
          identifierFromWire(await addIdentifier(context.upstream, cardId, { typeId: type.id, value }), cardId),
        async () => {
          const account = await getAccount(context.upstream, cardId);
          const has = (one: IdentifierModel) => one.typeId === type.id && one.value === value && !one.isTemporary;
          return (account && identifiersOf(account).find(has)) ?? null;
        },
      );
      return { identifier, cardId };
    } catch (error) {
      if (isRefused(error, 404)) throw cardNotFound();
      throw (
        (await identifierTaken(context, error, value, ['input', 'value'])) ??
        fieldFault(error, { value: ['value'], typeId: ['typeId'] })
      );
    }
  },
});

const IdentifierRemoveInput = builder.inputType('IdentifierRemoveInput', {
  description: 'An identifier to take away.',
  fields: (t) => ({ identifierId: t.id({ required: true, description: 'Which one.' }) }),
});

const noIdentifier = () => new UserFault('IDENTIFIER_NOT_FOUND', { path: ['input', 'identifierId'] });

/** An identifier is found through its card, so its id bears both numbers. */
function identifierNumbers(context: GatewayContext, identifierId: string): { cardId: number; id: number } {
  const { tenant, type, local } = decodeId(identifierId);
  if (tenant !== context.tenant.slug || type !== 'Identifier') throw noIdentifier();
  const [cardId, id] = local.split('.').map(Number);
  return { cardId: cardId as number, id: id as number };
}

defineMutation('identifierRemove', {
  description: 'Takes an identifier away from its card; from then on it finds nothing.',
  scopes: ['card:write'],
  input: IdentifierRemoveInput,
  payload: cardRefPayload('IdentifierRemove'),
  errors: ['IDENTIFIER_NOT_FOUND'],
  run: async (context, { identifierId }) => {
    const { cardId, id } = identifierNumbers(context, identifierId);
    try {
      await write<unknown>(
        () => removeIdentifier(context.upstream, cardId, id),
        async () => {
          const account = await getAccount(context.upstream, cardId);
          return account && !identifiersOf(account).some((one) => one.id === id) ? true : null;
        },
      );
    } catch (error) {
      throw isRefused(error, 404) ? noIdentifier() : error;
    }
    return { cardId };
  },
});

const TemporaryIdentifierIssueInput = builder.inputType('TemporaryIdentifierIssueInput', {
  description: 'A card to issue a temporary identifier for.',
  fields: (t) => ({ cardId: t.id({ required: true, description: 'Which card.' }) }),
});

interface TemporaryModel {
  readonly value: string;
  readonly expiresAt: string;
}

const TemporaryIdentifier = builder.objectRef<TemporaryModel>('TemporaryIdentifier').implement({
  description: "A short-lived code for a QR on the guest's screen; the register reads it like a card.",
  fields: (t) => ({
    value: t.exposeString('value', { description: 'What the QR is to hold.' }),
    expiresAt: t.field({
      description: 'From when on it finds nothing.',
      type: 'DateTime',
      resolve: ({ expiresAt }, _args, context) => requireDateTime(context, expiresAt, 'TemporaryIdentifier.expiresAt'),
    }),
  }),
});

interface TemporaryChange extends CardRef {
  readonly temporaryIdentifier: TemporaryModel;
}

const TemporaryIdentifierIssuePayload = builder
  .objectRef<TemporaryChange>('TemporaryIdentifierIssuePayload')
  .implement({
    description: 'What was issued.',
    fields: (t) => ({
      temporaryIdentifier: t.field({
        description: 'The code and its end.',
        type: TemporaryIdentifier,
        resolve: ({ temporaryIdentifier }) => temporaryIdentifier,
      }),
      card: t.field(CARD_REF_FIELD),
    }),
  });

defineMutation('temporaryIdentifierIssue', {
  description: 'Issues a temporary identifier; its length and life are settings of the server.',
  scopes: ['guest:write'],
  input: TemporaryIdentifierIssueInput,
  payload: TemporaryIdentifierIssuePayload,
  errors: ['CARD_NOT_FOUND', 'CARD_BLOCKED'],
  run: async (context, input) => {
    const cardId = readCardId(context, input.cardId);
    try {
      const row = await issueTemporaryIdentifier(context.upstream, cardId);
      const temporaryIdentifier = {
        value: read.text(row.value, 'TemporaryIdentifier.value'),
        expiresAt: read.text(row.expiresAt, 'TemporaryIdentifier.expiresAt'),
      };
      return { temporaryIdentifier, cardId };
    } catch (error) {
      if (isRefused(error, 404)) throw cardNotFound();
      if (isRefused(error, 400) && (await getAccount(context.upstream, cardId))?.isBlocked)
        throw new UserFault('CARD_BLOCKED', { path: ['input', 'cardId'] });
      // A code that nobody saw cannot be found again; it expires by itself.
      throw error instanceof UpstreamError && error.sent === 'UNKNOWN' ? unknownOutcome() : error;
    }
  },
});
