import { declareUserError } from '../../graph/mutation/user-error.ts';

declare module '../../graph/mutation/user-error.ts' {
  interface UserErrors {
    DISCOUNT_NOT_FOUND: NoFacts;
    INVALID_LADDER_LEVELS: { readonly level?: number };
    LADDER_NOT_FOUND: NoFacts;
  }
}

declareUserError('DISCOUNT_NOT_FOUND', 'The discount or ladder does not exist.');
declareUserError(
  'INVALID_LADDER_LEVELS',
  'The levels are not valid: the first threshold must be "0.00", each next one greater, and each discount must have a register code.',
  (t) => ({
    level: t.int({
      description: 'Index of the invalid level, from 0; null if the server did not report it.',
      nullable: true,
      resolve: ({ facts }) => facts.level ?? null,
    }),
  }),
);
declareUserError('LADDER_NOT_FOUND', 'The ladder does not exist. Discounts of the register cannot be changed here.');
