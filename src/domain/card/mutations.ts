import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { given, readOptionalText } from '../../graph/input/text.ts';
import { defineMutation } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { isRefused } from '../../graph/mutation/write.ts';
import {
  type Account,
  type AccountUpdate,
  blockAccount,
  getAccount,
  unblockAccount,
} from '../../upstream/resources/accounts.ts';
import { changeAccount, updateFields } from '../account/update.ts';
import { cardNotFound, readCardId } from './loaders.ts';
import { type CardChange, cardChange, cardPayload } from './type.ts';

const MAX_TEXT = 255;
const MAX_CODE = 65_535; // an unsigned 16-bit integer at the register (FarCards)

const NAMES = {
  creditLimit: ['creditLimit'],
  discountLimit: ['discountLimit'],
  bonusTypeCode: ['bonusTypeCode'],
  validFrom: ['validity', 'from'],
  validTo: ['validity', 'to'],
  screenMessage: ['messages', 'screen'],
  printMessage: ['messages', 'print'],
  reason: ['reason'],
};

const ValidityInput = builder.inputType('ValidityInput', {
  description: 'The days on which a card is to be valid. Omitted keeps, null takes the bound away.',
  fields: (t) => ({
    from: t.field({ description: 'First valid day.', type: 'Date' }),
    to: t.field({ description: 'Last valid day.', type: 'Date' }),
  }),
});

const CardMessagesInput = builder.inputType('CardMessagesInput', {
  description: 'Texts for the cash register. Omitted keeps, null takes the text away.',
  fields: (t) => ({
    screen: t.string({ description: 'For the screen of the cashier.', limit: `at most ${MAX_TEXT} characters` }),
    print: t.string({ description: 'For the printed check.', limit: `at most ${MAX_TEXT} characters` }),
  }),
});

const CardUpdateInput = builder.inputType('CardUpdateInput', {
  description: 'Settings of a card to change. Omitted keeps, null clears.',
  fields: (t) => ({
    cardId: t.id({ required: true, description: 'Which card.' }),
    creditLimit: t.field({
      description: 'How far below zero the balance may be drawn; null: not at all.',
      type: 'Decimal',
      limit: 'not negative',
    }),
    discountLimit: t.field({
      description: 'The largest discount sum the register may give; null: not limited.',
      type: 'Decimal',
      limit: 'not negative',
    }),
    bonusTypeCode: t.int({ description: 'Code of the bonus type that the register knows.', limit: `0 to ${MAX_CODE}` }),
    validity: t.field({ description: 'When it is valid; null takes both bounds away.', type: ValidityInput }),
    messages: t.field({ description: 'Texts for the cash register; null takes both away.', type: CardMessagesInput }),
  }),
});

function updateBody(input: typeof CardUpdateInput.$inferInput): AccountUpdate {
  const { creditLimit, discountLimit, bonusTypeCode, validity, messages } = input;
  for (const limit of [creditLimit, discountLimit]) {
    if (limit != null && limit < 0) throw badInput('A limit cannot be negative.', { reason: 'OUT_OF_RANGE' });
  }
  if (bonusTypeCode != null && (bonusTypeCode < 0 || bonusTypeCode > MAX_CODE))
    throw badInput(`bonusTypeCode must be from 0 to ${MAX_CODE}.`, { reason: 'OUT_OF_RANGE' });
  if (validity?.from != null && validity.to != null && validity.from > validity.to)
    throw badInput('validity.from lies after validity.to.', { reason: 'OUT_OF_RANGE' });
  const bounds = validity === null ? { from: null, to: null } : validity;
  const texts = messages === null ? { screen: null, print: null } : messages;
  return given<AccountUpdate>({
    creditLimit: creditLimit === null ? 0 : creditLimit,
    discountLimit,
    bonusTypeCode,
    validFrom: bounds?.from,
    validTo: bounds?.to,
    screenMessage: readOptionalText(texts?.screen, 'messages.screen', MAX_TEXT),
    printMessage: readOptionalText(texts?.print, 'messages.print', MAX_TEXT),
  });
}

/** The fault where a bound that was sent alone crosses the other one that the card has; a server may refuse it for that. */
async function crossedBound(context: GatewayContext, id: number, body: AccountUpdate): Promise<UserFault | null> {
  const { validFrom: from, validTo: to } = body;
  if ((from == null) === (to == null)) return null;
  const row = await getAccount(context.upstream, id);
  const [first, last] = [from ?? row?.validFrom, to ?? row?.validTo];
  if (first == null || last == null || first <= last) return null;
  return new UserFault('INVALID_FIELD', { path: ['input', 'validity', from == null ? 'to' : 'from'] });
}

defineMutation('cardUpdate', {
  description: 'Changes limits, validity and register texts of a card.',
  scopes: ['card:write'],
  input: CardUpdateInput,
  payload: cardPayload('CardUpdate'),
  errors: ['CARD_NOT_FOUND', 'INVALID_FIELD'],
  run: async (context, input) => {
    const id = readCardId(context, input.cardId);
    const body = updateBody(input);
    try {
      return await updateFields(context, id, body, { view: cardChange, missing: cardNotFound(), names: NAMES });
    } catch (error) {
      throw (isRefused(error, 400) && (await crossedBound(context, id, body))) || error;
    }
  },
});

const CardBlockInput = builder.inputType('CardBlockInput', {
  description: 'A card to block.',
  fields: (t) => ({
    cardId: t.id({ required: true, description: 'Which card.' }),
    reason: t.string({ description: 'Why, as the cashier will see it.', limit: `at most ${MAX_TEXT} characters` }),
  }),
});

const CardUnblockInput = builder.inputType('CardUnblockInput', {
  description: 'A card to unblock.',
  fields: (t) => ({ cardId: t.id({ required: true, description: 'Which card.' }) }),
});

async function setBlocked(
  context: GatewayContext,
  cardId: string,
  send: (id: number) => Promise<Account>,
  isDone: (row: Account) => boolean,
): Promise<CardChange> {
  const id = readCardId(context, cardId);
  const options = { view: cardChange, missing: cardNotFound(), names: NAMES };
  return changeAccount(context, id, { send: () => send(id), isDone, ...options });
}

defineMutation('cardBlock', {
  description:
    'Blocks a card: the register and the API refuse it from now on. Blocking a blocked card changes its reason.',
  scopes: ['card:write'],
  input: CardBlockInput,
  payload: cardPayload('CardBlock'),
  errors: ['CARD_NOT_FOUND', 'INVALID_FIELD'],
  run: (context, { cardId, reason }) => {
    const text = readOptionalText(reason, 'reason', MAX_TEXT);
    return setBlocked(
      context,
      cardId,
      (id) => blockAccount(context.upstream, id, text),
      // A card that was blocked before shows it by another reason.
      (row) => row.isBlocked && (text == null || row.blockReason === text),
    );
  },
});

defineMutation('cardUnblock', {
  description: 'Unblocks a card. Unblocking one that is not blocked changes nothing.',
  scopes: ['card:write'],
  input: CardUnblockInput,
  payload: cardPayload('CardUnblock'),
  errors: ['CARD_NOT_FOUND', 'INVALID_FIELD'],
  run: (context, { cardId }) =>
    setBlocked(
      context,
      cardId,
      (id) => unblockAccount(context.upstream, id),
      (row) => row.isBlocked === false,
    ),
});
