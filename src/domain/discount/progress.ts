import { builder } from '../../graph/builder.ts';
import { read } from '../../upstream/codec/read-fields.ts';
import type { AccountReport } from '../../upstream/resources/accounts.ts';
import { accountReports } from '../account/loaders.ts';
import { Card } from '../card/type.ts';
import { discounts } from './loaders.ts';

const LadderProgress = builder.objectRef<AccountReport>('LadderProgress').implement({
  description: 'Where a guest stands on the ladder of their card, as the server counts it.',
  fields: (t) => ({
    level: t.string({
      description: 'Name of the level that holds now; null below the first.',
      nullable: true,
      resolve: (row) => read.optionalText(row.discountLevelName, 'AccountReport.discountLevelName'),
    }),
    nextLevel: t.string({
      description: 'Name of the next level; null on the highest.',
      nullable: true,
      resolve: (row) => read.optionalText(row.nextLevelName, 'AccountReport.nextLevelName'),
    }),
    spentInPeriod: t.field({
      description: 'Spend that counts: within the accumulation period.',
      type: 'Decimal',
      nullable: true,
      resolve: (row) => read.optionalMoney(row.spentSumDiscountPeriod, 'AccountReport.spentSumDiscountPeriod'),
    }),
    amountToNextLevel: t.field({
      description: 'What is left to spend until the next level; null on the highest.',
      type: 'Decimal',
      nullable: true,
      resolve: (row) => read.optionalMoney(row.sumToNextLevel, 'AccountReport.sumToNextLevel'),
    }),
  }),
});

builder.objectField(Card, 'ladderProgress', (t) =>
  t.field({
    description:
      'Where the guest stands on their ladder; null where the card has none. One upstream call per card, shared with `spending`.',
    type: LadderProgress,
    nullable: true,
    resolve: async ({ id, discountId }, _args, context) => {
      const discount = await discounts.find(context, discountId);
      return discount?.__typename === 'Ladder' ? accountReports(context).load(id) : null;
    },
  }),
);
