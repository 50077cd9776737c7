import { declareUserError } from '../../graph/mutation/user-error.ts';
import type { AccountRow } from '../account/loaders.ts';
import { guestFromWire } from '../guest/model.ts';
import { Guest } from '../guest/type.ts';

declare module '../../graph/mutation/user-error.ts' {
  interface UserErrors {
    IDENTIFIER_NOT_FOUND: NoFacts;
    IDENTIFIER_TAKEN: { readonly holder: AccountRow };
    IDENTIFIER_TYPE_NOT_FOUND: NoFacts;
  }
}

declareUserError('IDENTIFIER_NOT_FOUND', 'The card does not have this identifier.');
declareUserError(
  'IDENTIFIER_TAKEN',
  'Another card already has this identifier. A value can belong to one card only.',
  (t) => ({
    guest: t.field({
      description: 'Guest who has the identifier; null without the scope `guest:read`.',
      type: Guest,
      nullable: true,
      resolve: ({ facts: { holder } }, _args, { principal }) =>
        principal?.scopes.has('guest:read') ? guestFromWire(holder) : null,
    }),
  }),
);
declareUserError('IDENTIFIER_TYPE_NOT_FOUND', 'The identifier type does not exist.');
