import { builder } from '../../graph/builder.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import { count } from '../../graph/stored/data-issues.ts';
import { readDate, requireDateTime } from '../../graph/stored/date.ts';
import { affectsBalance, hasReceipt, type Operation as OperationModel } from './model.ts';

export const Operation = builder.objectRef<OperationModel>('Operation');

export const OperationKind = builder.enumType('OperationKind', {
  description: 'What an operation is. Those of the register have their sign turned by a void.',
  values: {
    DEPOSIT: { description: 'Booked by hand or through the API; positive.' },
    WITHDRAW: { description: 'Booked by hand or through the API; negative.' },
    EXPIRE: { description: 'Bonuses that expired; negative.' },
    POS_PAYMENT: { description: 'Paid with bonuses at the register; negative, a void positive.' },
    POS_BONUS: { description: 'Accrued for a check; positive, a void negative.' },
    POS_DISCOUNT: { description: 'Discount given at the register; does not change the balance.' },
    POS_SPEND: { description: "The guest's own money; does not change the balance." },
    PROMO: { description: 'Accrued by a promotion.' },
    REFERRAL: { description: 'Accrued for bringing a guest.' },
    UNKNOWN: { description: 'Something that this gateway does not know. Not for input.' },
  } as const,
});

/** The receipt of an operation is a view of it; its restaurant is added by the dictionaries. */
export const Receipt = builder.objectRef<OperationModel>('Receipt').implement({
  description: 'The check at the register that an operation belongs to.',
  fields: (t) => ({
    station: t.exposeInt('station', {
      description: 'Number of the cash register («Касса»); null when not told.',
      nullable: true,
    }),
    number: t.exposeInt('number', { description: 'Number of the check («Чек»); null when not told.', nullable: true }),
  }),
});

Operation.implement({
  description:
    'One booked movement on a card. A void is a new operation with the opposite sign; nothing is ever changed or deleted.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(upstreamIdOptions),
    kind: t.field({
      description: 'What it is.',
      type: OperationKind,
      resolve: ({ kind }, _, context) => {
        if (kind === 'UNKNOWN') count(context, 'unknown_enum');
        return kind;
      },
    }),
    amount: t.expose('amount', {
      description: 'Signed: what came is positive, what went is negative.',
      type: 'Decimal',
    }),
    affectsBalance: t.boolean({
      description: 'Whether it changes the balance; null for an unknown kind.',
      nullable: true,
      resolve: ({ kind }) => affectsBalance(kind),
    }),
    reason: t.string({
      description: 'Why, in the words of whoever booked it; null when not told.',
      nullable: true,
      resolve: ({ reason }, _, { intents, tenant }) => reason && intents.stripMarker(tenant.slug, reason),
    }),
    createdAt: t.field({
      description: 'When it was booked.',
      type: 'DateTime',
      resolve: ({ createdAt }, _, context) => requireDateTime(context, createdAt, 'Operation.createdAt'),
    }),
    businessDate: t.field({
      description: 'The day it counts for, which begins at the day-change hour; null where the server does not tell.',
      type: 'Date',
      nullable: true,
      resolve: ({ businessDate }, _, context) => readDate(context, businessDate),
    }),
    receipt: t.field({
      description: 'The check; null for manual operations.',
      type: Receipt,
      nullable: true,
      resolve: (operation) => (hasReceipt(operation) ? operation : null),
    }),
    user: t.exposeString('user', {
      description: 'Login of the user who booked it; null for the register.',
      nullable: true,
    }),
    availableFrom: t.field({
      description: 'From which business day a pending amount counts; null when it counts at once.',
      type: 'Date',
      nullable: true,
      resolve: ({ availableFrom }, _, context) => readDate(context, availableFrom),
    }),
    expiresAt: t.field({
      description: 'On which business day what is left of it expires; null: never.',
      type: 'Date',
      nullable: true,
      resolve: ({ expiresAt }, _, context) => readDate(context, expiresAt),
    }),
    balanceAfter: t.expose('balanceAfter', {
      description: 'The balance after it; null where the server does not tell.',
      type: 'Decimal',
      nullable: true,
    }),
  }),
});
