import { builder, nullable } from '../../graph/builder.ts';
import { openToGuests } from '../../graph/guest-fields.ts';
import { Node, upstreamIdOptions } from '../../graph/ids/node.ts';
import { countDataIssue } from '../../graph/stored/data-issues.ts';
import { dateField, requireDateTime } from '../../graph/stored/date.ts';
import {
  affectsBalance,
  hasReceipt,
  type OperationKind as OperationKindModel,
  type Operation as OperationModel,
} from './model.ts';

export const Operation = builder.objectRef<OperationModel>('Operation');

export const OperationKind = builder.enumType('OperationKind', {
  description: 'Kind of an operation. A voided check books an operation of the same kind with the opposite sign.',
  values: {
    DEPOSIT: { description: 'Deposit booked by staff or through an API; positive.' },
    WITHDRAW: { description: 'Withdrawal booked by staff or through an API; negative.' },
    EXPIRE: { description: 'Expired bonuses; negative.' },
    POS_PAYMENT: { description: 'Payment with bonuses at the register; negative, for a void positive.' },
    POS_BONUS: { description: 'Bonus accrued for a check; positive, for a void negative.' },
    POS_DISCOUNT: { description: 'Discount given at the register. Does not change the balance.' },
    POS_SPEND: { description: "Payment with the guest's own money. Does not change the balance." },
    PROMO: { description: 'Bonus accrued by a promotion.' },
    REFERRAL: { description: 'Bonus accrued for referring a guest.' },
    UNKNOWN: { description: 'A kind this gateway does not know. Not allowed as input.' },
  } satisfies Record<OperationKindModel, { description: string }>,
});

/** A view of the operation. `domain/restaurant` adds `restaurant`. */
export const Receipt = builder.objectRef<OperationModel>('Receipt').implement({
  description: 'The check that an operation belongs to.',
  fields: (t) => ({
    station: t.exposeInt(
      'station',
      openToGuests(nullable('Number of the cash register («Касса»); null if not recorded.')),
    ),
    number: t.exposeInt('number', openToGuests(nullable('Number of the check («Чек»); null if not recorded.'))),
  }),
});

Operation.implement({
  description:
    'A booked movement on a card. Operations are never changed or deleted: a void is a new operation with the opposite sign.',
  interfaces: [Node],
  fields: (t) => ({
    upstreamId: t.string(openToGuests(upstreamIdOptions)),
    kind: t.field({
      description: 'What kind of movement it is.',
      type: OperationKind,
      guest: true,
      resolve: ({ kind }, _, context) => {
        if (kind === 'UNKNOWN') countDataIssue(context, 'unknown_enum');
        return kind;
      },
    }),
    amount: t.expose('amount', {
      description: 'Signed amount: positive if added to the card, negative if taken from it.',
      type: 'Decimal',
      guest: true,
    }),
    affectsBalance: t.boolean({
      description: 'Whether the operation changes the balance; null for kind UNKNOWN.',
      nullable: true,
      guest: true,
      resolve: ({ kind }) => affectsBalance(kind),
    }),
    reason: t.string({
      description: 'Reason given by whoever booked the operation; null if none was given.',
      nullable: true,
      guest: true,
      resolve: ({ reason }, _, { intents, tenant }) => reason && intents.stripMarker(tenant.slug, reason),
    }),
    createdAt: t.field({
      description: 'When the operation was booked.',
      type: 'DateTime',
      guest: true,
      resolve: ({ createdAt }, _, context) => requireDateTime(context, createdAt, 'Operation.createdAt'),
    }),
    businessDate: t.field(
      openToGuests(
        dateField(
          'Business day of the operation, which begins at `Settings.dayChangeTime`; null if the server does not report it.',
          ({ businessDate }: OperationModel) => businessDate,
        ),
      ),
    ),
    receipt: t.field({
      description: 'The check it belongs to; null for operations booked outside the register.',
      type: Receipt,
      nullable: true,
      guest: true,
      resolve: (operation) => (hasReceipt(operation) ? operation : null),
    }),
    user: t.exposeString('user', {
      ...nullable('Login of the user who booked the operation; null if the register did.'),
      nullWithout: 'user:read',
    }),
    availableFrom: t.field(
      openToGuests(
        dateField(
          'Business day from which the amount can be spent; null if at once.',
          ({ availableFrom }: OperationModel) => availableFrom,
        ),
      ),
    ),
    expiresAt: t.field(
      openToGuests(
        dateField(
          'Business day on which the unspent rest expires; null if never.',
          ({ expiresAt }: OperationModel) => expiresAt,
        ),
      ),
    ),
    balanceAfter: t.expose('balanceAfter', {
      description: 'Balance of the card after the operation; null if the server does not report it.',
      type: 'Decimal',
      nullable: true,
      nullWithout: 'card:read',
      guest: true,
    }),
  }),
});
