import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { isRefused } from '../../graph/mutation/mutation.ts';
import { UserFault, userErrorType } from '../../graph/mutation/user-error.ts';
import { accountByIdentifier } from '../../upstream/resources/accounts.ts';
import type { AccountRow } from '../account/loaders.ts';
import { guestFromWire } from '../guest/model.ts';
import { Guest } from '../guest/type.ts';

const IdentifierTakenError = userErrorType(
  'IDENTIFIER_TAKEN',
  'Another card is recognised by this value already; a value belongs to one card.',
);

/** The fault when a refusal is explained by somebody who has this value already; else null. The server's text is not read. */
export async function identifierTaken(
  context: GatewayContext,
  error: unknown,
  value: string,
  path: readonly string[],
): Promise<UserFault | null> {
  if (!isRefused(error, 400) && !isRefused(error, 409)) return null;
  const holder = await accountByIdentifier(context.upstream, { value });
  return holder && new UserFault('IDENTIFIER_TAKEN', { path, facts: { holder } });
}

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
