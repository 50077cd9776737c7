import { builder } from '../builder.ts';

export const DateRange = builder.inputType('DateRange', {
  description: 'Range of calendar days, both ends inclusive. An omitted end is unbounded.',
  fields: (t) => ({
    from: t.field({ description: 'First day of the range.', type: 'Date' }),
    to: t.field({ description: 'Last day of the range.', type: 'Date' }),
  }),
});
