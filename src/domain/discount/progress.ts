import { builder } from '../../graph/builder.ts';
import { reader } from '../../upstream/codec/read-fields.ts';
import type { AccountReport } from '../../upstream/resources/accounts.ts';
import { accountReports } from '../account/loaders.ts';
import { reportSum } from '../account/report.ts';
import { Card } from '../card/type.ts';
import { discounts } from './loaders.ts';

const LadderProgress = builder.objectRef<AccountReport>('LadderProgress').implement({
  description: 'Progress of a guest on the ladder of their card, as counted by the server.',
  fields: (t) => ({
    level: t.string({
      description: 'Name of the current level; null below the first level.',
      nullable: true,
      guest: true,
      resolve: (row) => reader('AccountReport', row).optionalText('discountLevelName'),
    }),
    nextLevel: t.string({
      description: 'Name of the next level; null on the highest level.',
      nullable: true,
      guest: true,
      resolve: (row) => reader('AccountReport', row).optionalText('nextLevelName'),
    }),
    spentInPeriod: t.field(
      reportSum(
        'Amount spent within the accumulation period; null if the server does not report it.',
        'spentSumDiscountPeriod',
      ),
    ),
    amountToNextLevel: t.field(
      reportSum('Amount left to spend until the next level; null on the highest level.', 'sumToNextLevel'),
    ),
  }),
});

builder.objectField(Card, 'ladderProgress', (t) =>
  t.field({
    description:
      'Progress on the ladder of the card; null if the card has no ladder. One upstream call per card, shared with `spending`.',
    type: LadderProgress,
    nullable: true,
    guest: true,
    resolve: async ({ id, discountId }, _args, context) => {
      const discount = await discounts.find(context, discountId);
      return discount?.__typename === 'Ladder' ? accountReports(context).load(id) : null;
    },
  }),
);
