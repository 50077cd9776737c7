import { builder } from '../../graph/builder.ts';
import { userErrorType } from '../../graph/mutation/user-error.ts';
import type { AccountRow } from '../account/loaders.ts';
import { guestFromWire } from '../guest/model.ts';
import { Guest } from '../guest/type.ts';

const IdentifierTakenError = userErrorType(
  'IDENTIFIER_TAKEN',
  'Another card is recognised by this value already; a value belongs to one card.',
);

builder.objectField(IdentifierTakenError, 'guest', (t) =>
  t.field({
    description: 'Who has it; null without the scope to read guests.',
    type: Guest,
    nullable: true,
    resolve: (fault, _args, context) => {
      const holder = fault.facts.holder as AccountRow | undefined;
      return holder && context.principal?.scopes.has('guest:read') ? guestFromWire(holder) : null;
    },
  }),
);
