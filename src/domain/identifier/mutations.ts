import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { decodeId, readId } from '../../graph/ids/global-id.ts';
import { defineLimit } from '../../graph/limit.ts';
import { fieldFault } from '../../graph/mutation/field-fault.ts';
import { defineMutation, type PayloadBuilder } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { isRefused, unknownOutcome, write } from '../../graph/mutation/write.ts';
import { requireDateTime } from '../../graph/stored/date.ts';
import { reader } from '../../upstream/codec/read-fields.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { getAccount } from '../../upstream/resources/accounts.ts';
import { addIdentifier, issueTemporaryIdentifier, removeIdentifier } from '../../upstream/resources/identifiers.ts';
import { personOf } from '../account/loaders.ts';
import { changeableId } from '../account/own.ts';
import { cardNotFound, readCardId } from '../card/loaders.ts';
import { CARD_REF_FIELD, type CardRef, cardRefPayload } from '../card/type.ts';
import { checkIdentifierValue, identifierTaken, identifierTypes } from './loaders.ts';
import { type Identifier as IdentifierModel, identifierFromWire, identifiersOf, storedIdentifier } from './model.ts';
import { Identifier, newIdentifierFields } from './type.ts';

const IdentifierAddInput = builder.inputType('IdentifierAddInput', {
  description: 'The identifier to add.',
  fields: (t) => ({
    cardId: t.id({ required: true, description: 'ID of the card to add the identifier to.' }),
    ...newIdentifierFields(t),
  }),
});

interface IdentifierChange extends CardRef {
  readonly identifier: IdentifierModel;
}

defineMutation('identifierAdd', {
  description: 'Adds an identifier to a card.',
  scopes: ['card:write'],
  input: IdentifierAddInput,
  payload: (t: PayloadBuilder<IdentifierChange>) => ({
    identifier: t.expose('identifier', { description: 'The identifier that was added.', type: Identifier }),
    card: t.field(CARD_REF_FIELD),
  }),
  errors: ['CARD_NOT_FOUND', 'IDENTIFIER_TYPE_NOT_FOUND', 'IDENTIFIER_TAKEN', 'INVALID_FIELD'],
  run: async (context, input) => {
    const cardId = readCardId(context, input.cardId);
    const asked = checkIdentifierValue(input.value);
    const type = await identifierTypes.require(context, readId(context, input.typeId, 'IdentifierType'));
    if (!type) throw new UserFault('IDENTIFIER_TYPE_NOT_FOUND', { path: ['input', 'typeId'] });
    const value = storedIdentifier(type, asked);
    context.people.ask(personOf(value));
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
      context.people.found(personOf(value), cardId);
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
  description: 'The identifier to remove.',
  fields: (t) => ({ identifierId: t.id({ required: true, description: 'ID of the identifier to remove.' }) }),
});

const identifierNotFound = () => new UserFault('IDENTIFIER_NOT_FOUND', { path: ['input', 'identifierId'] });

/** The upstream ids in the id of an identifier. */
function identifierNumbers(context: GatewayContext, identifierId: string): { cardId: number; id: number } {
  const { tenant, type, local } = decodeId(identifierId);
  if (tenant !== context.tenant.slug || type !== 'Identifier') throw identifierNotFound();
  const [cardId, id] = local.split('.').map(Number);
  return { cardId: cardId as number, id: id as number };
}

defineMutation('identifierRemove', {
  description: 'Removes an identifier from its card. The register and lookups no longer accept it.',
  scopes: ['card:write'],
  input: IdentifierRemoveInput,
  payload: cardRefPayload,
  errors: ['IDENTIFIER_NOT_FOUND'],
  run: async (context, { identifierId }) => {
    const { cardId, id } = identifierNumbers(context, identifierId);
    context.people.ask(cardId);
    try {
      await write<unknown>(
        () => removeIdentifier(context.upstream, cardId, id),
        async () => {
          const account = await getAccount(context.upstream, cardId);
          return account && !identifiersOf(account).some((one) => one.id === id) ? true : null;
        },
      );
    } catch (error) {
      throw isRefused(error, 404) ? identifierNotFound() : error;
    }
    return { cardId };
  },
});

const TemporaryIdentifierIssueInput = builder.inputType('TemporaryIdentifierIssueInput', {
  description: 'The card to issue a temporary identifier for.',
  fields: (t) => ({ cardId: t.id({ required: true, description: 'ID of the card to issue the identifier for.' }) }),
});

const MAX_AN_HOUR = 12;
const limitGuest = defineLimit('temporaryIdentifierIssue', { points: MAX_AN_HOUR, seconds: 3600 });

interface TemporaryModel {
  readonly value: string;
  readonly expiresAt: string;
}

const TemporaryIdentifier = builder.objectRef<TemporaryModel>('TemporaryIdentifier').implement({
  description:
    "A short-lived code to show as a QR code on the guest's screen. The register reads it like a card number.",
  fields: (t) => ({
    value: t.exposeString('value', { description: 'Content of the QR code.', guest: true }),
    expiresAt: t.field({
      description: 'When the temporary identifier expires.',
      type: 'DateTime',
      guest: true,
      resolve: ({ expiresAt }, _args, context) => requireDateTime(context, expiresAt, 'TemporaryIdentifier.expiresAt'),
    }),
  }),
});

interface TemporaryChange extends CardRef {
  readonly temporaryIdentifier: TemporaryModel;
}

defineMutation('temporaryIdentifierIssue', {
  description: `Issues a temporary identifier for a card. \`Settings\` tells its length and lifetime. A guest token can issue ${MAX_AN_HOUR} an hour, for its own card.`,
  scopes: ['guest:write'],
  guest: ['cardId'],
  input: TemporaryIdentifierIssueInput,
  payload: (t: PayloadBuilder<TemporaryChange>) => ({
    temporaryIdentifier: t.expose('temporaryIdentifier', {
      description: 'The issued code.',
      type: TemporaryIdentifier,
      guest: true,
    }),
    card: t.field({ ...CARD_REF_FIELD, guest: true }),
  }),
  errors: ['CARD_NOT_FOUND', 'CARD_BLOCKED'],
  run: async (context, input) => {
    const cardId = await changeableId(context, readId(context, input.cardId, 'Card'), cardNotFound);
    if (context.principal?.kind === 'GUEST') await limitGuest(context);
    try {
      const row = await issueTemporaryIdentifier(context.upstream, cardId);
      const field = reader('TemporaryIdentifier', row);
      const temporaryIdentifier = { value: field.text('value'), expiresAt: field.text('expiresAt') };
      return { temporaryIdentifier, cardId };
    } catch (error) {
      if (isRefused(error, 404)) throw cardNotFound();
      if (isRefused(error, 400) && (await getAccount(context.upstream, cardId))?.isBlocked)
        throw new UserFault('CARD_BLOCKED', { path: ['input', 'cardId'] });
      // An issued code whose response was lost cannot be read back; it expires by itself.
      throw error instanceof UpstreamError && error.sent === 'UNKNOWN' ? unknownOutcome() : error;
    }
  },
});
