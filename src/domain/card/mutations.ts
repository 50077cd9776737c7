import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { checkRange } from '../../graph/input/checks.ts';
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
import { MAX_BONUS_TYPE_CODE } from './model.ts';
import { type CardChange, cardChange, cardPayload } from './type.ts';

const MAX_TEXT = 255;

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
  description: 'Days on which a card is valid. An omitted bound is kept, null removes it.',
  fields: (t) => ({
    from: t.field({ description: 'First day on which the card is valid.', type: 'Date' }),
    to: t.field({ description: 'Last day on which the card is valid.', type: 'Date' }),
  }),
});

const CardMessagesInput = builder.inputType('CardMessagesInput', {
  description: 'Messages for the register. An omitted message is kept, null removes it.',
  fields: (t) => ({
    screen: t.string({ description: 'Message to show to the cashier.', limit: `at most ${MAX_TEXT} characters` }),
    print: t.string({ description: 'Message to print on the check.', limit: `at most ${MAX_TEXT} characters` }),
  }),
});

const CardUpdateInput = builder.inputType('CardUpdateInput', {
  description: 'Changes to a card. An omitted field is kept, null clears it.',
  fields: (t) => ({
    cardId: t.id({ required: true, description: 'ID of the card to change.' }),
    creditLimit: t.field({
      description: 'Amount by which the balance may go below zero; null sets "0.00".',
      type: 'Decimal',
      limit: 'not negative',
    }),
    discountLimit: t.field({
      description: 'Largest discount that the register may give; null removes the limit.',
      type: 'Decimal',
      limit: 'not negative',
    }),
    bonusTypeCode: t.int({
      description: 'Code of the bonus type at the register.',
      limit: `0 to ${MAX_BONUS_TYPE_CODE}`,
    }),
    validity: t.field({
      description: 'Days on which the card is valid; null removes both bounds.',
      type: ValidityInput,
    }),
    messages: t.field({ description: 'Messages for the register; null removes both.', type: CardMessagesInput }),
  }),
});

function updateBody(input: typeof CardUpdateInput.$inferInput): AccountUpdate {
  const { creditLimit, discountLimit, bonusTypeCode, validity, messages } = input;
  for (const limit of [creditLimit, discountLimit]) {
    if (limit != null && limit < 0)
      throw badInput('creditLimit and discountLimit must not be negative.', { reason: 'OUT_OF_RANGE' });
  }
  checkRange(bonusTypeCode, { name: 'bonusTypeCode', min: 0, max: MAX_BONUS_TYPE_CODE });
  if (validity?.from != null && validity.to != null && validity.from > validity.to)
    throw badInput('validity.from must not be after validity.to.', { reason: 'OUT_OF_RANGE' });
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

/** INVALID_FIELD if a bound sent alone crosses the stored one: a server may reject the update for it. */
async function crossedBound(context: GatewayContext, id: number, body: AccountUpdate): Promise<UserFault | null> {
  const { validFrom: from, validTo: to } = body;
  if ((from == null) === (to == null)) return null;
  const row = await getAccount(context.upstream, id);
  const [first, last] = [from ?? row?.validFrom, to ?? row?.validTo];
  if (!first || !last || first <= last) return null;
  return new UserFault('INVALID_FIELD', { path: ['input', 'validity', from == null ? 'to' : 'from'] });
}

defineMutation('cardUpdate', {
  description: 'Changes limits, bonus type, validity and register messages of a card.',
  scopes: ['card:write'],
  input: CardUpdateInput,
  payload: cardPayload,
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
  description: 'The card to block.',
  fields: (t) => ({
    cardId: t.id({ required: true, description: 'ID of the card to block.' }),
    reason: t.string({
      description: 'Reason for the block, shown to the cashier.',
      limit: `at most ${MAX_TEXT} characters`,
    }),
  }),
});

const CardUnblockInput = builder.inputType('CardUnblockInput', {
  description: 'The card to unblock.',
  fields: (t) => ({ cardId: t.id({ required: true, description: 'ID of the card to unblock.' }) }),
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
    'Blocks a card: the register and the API refuse it until it is unblocked. For a card that is already blocked, the reason is changed.',
  scopes: ['card:write'],
  input: CardBlockInput,
  payload: cardPayload,
  errors: ['CARD_NOT_FOUND', 'INVALID_FIELD'],
  run: (context, { cardId, reason }) => {
    const text = readOptionalText(reason, 'reason', MAX_TEXT);
    return setBlocked(
      context,
      cardId,
      (id) => blockAccount(context.upstream, id, text),
      // A card blocked before has another reason.
      (row) => row.isBlocked && (text == null || row.blockReason === text),
    );
  },
});

defineMutation('cardUnblock', {
  description: 'Unblocks a card. Has no effect on a card that is not blocked.',
  scopes: ['card:write'],
  input: CardUnblockInput,
  payload: cardPayload,
  errors: ['CARD_NOT_FOUND', 'INVALID_FIELD'],
  run: (context, { cardId }) =>
    setBlocked(
      context,
      cardId,
      (id) => unblockAccount(context.upstream, id),
      (row) => row.isBlocked === false,
    ),
});
