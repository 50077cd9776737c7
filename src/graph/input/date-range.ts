import { builder } from '../builder.ts';

export const DateRange = builder.inputType('DateRange', {
  description: 'Calendar days, both ends inclusive; without an end it is open there.',
  fields: (t) => ({
    from: t.field({ description: 'First day.', type: 'Date' }),
    to: t.field({ description: 'Last day.', type: 'Date' }),
  }),
});
