import { builder } from '../../graph/builder.ts';
import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { defineLoader } from '../../graph/loader.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import { parseEvidentPhone, parsePhone } from '../../lib/phone.ts';
import { isWellFormed } from '../../lib/well-formed.ts';
import { accountByIdentifier } from '../../upstream/resources/accounts.ts';
import { type AccountRow, primeAccounts } from '../account/loaders.ts';
import { hasOtherwiseTyped, holdsPhone } from '../account/match.ts';
import { identifierTypes, typeIdsOfKind } from './loaders.ts';

const MAX_VALUE = 64;

export const IdentifierValue = builder.inputType('IdentifierValue', {
  description: 'What a card is recognised by.',
  fields: (t) => ({
    value: t.string({
      required: true,
      description:
        'The value itself, exactly as on the card or on the screen. Where nobody has it as it stands, a phone in another form is looked up in digits: one that has a plus, a code in brackets or its groups with hyphens; with a `typeId` of kind PHONE any form.',
      limit: `1 to ${MAX_VALUE} characters`,
    }),
    typeId: t.id({ description: 'Only identifiers of this type; any type without it.' }),
  }),
});

interface Key {
  readonly value: string;
  readonly typeId: number | undefined;
}

const byIdentifier = defineLoader<Key, AccountRow | null>(
  (context, keys) =>
    inParallel(keys, async ({ value, typeId }) => {
      const row = await accountByIdentifier(context.upstream, { value, ...(typeId === undefined ? {} : { typeId }) });
      // A server that does not know `typeId` finds a card by what was asked for as a phone.
      if (!row || (typeId !== undefined && hasOtherwiseTyped(row, value, typeId))) return null;
      primeAccounts(context, [row]);
      return row;
    }),
  { cacheKey: ({ value, typeId }) => `${typeId ?? ''}:${value}` },
);

/**
 * The account behind an identifier; null when nobody has it, or it has expired. One call, however often it is asked in a
 * request, and one more where nobody has the value and it is a phone that is not in digits.
 */
export async function accountByIdentifierValue(
  context: GatewayContext,
  input: { value: string; typeId?: string | null | undefined },
): Promise<AccountRow | null> {
  const value = checkIdentifierValue(input.value);
  const typeId = input.typeId == null ? undefined : readId(context, input.typeId, 'IdentifierType');
  if (typeId === null) return null;
  return (await byIdentifier(context).load({ value, typeId })) ?? byPhoneInDigits(context, value, typeId);
}

/** Whoever has this value as a phone identifier, which is stored in digits. A card number is never taken for a phone, nor a phone for one. */
async function byPhoneInDigits(context: GatewayContext, value: string, typeId?: number): Promise<AccountRow | null> {
  const phone = typeId === undefined ? parseEvidentPhone(value) : parsePhone(value);
  if (phone === null || phone === value) return null;
  if (typeId !== undefined && (await identifierTypes.find(context, typeId))?.kind !== 'PHONE') return null;
  const row = await byIdentifier(context).load({ value: phone, typeId });
  return row && holdsPhone(row, phone, await typeIdsOfKind(context, 'PHONE')) ? row : null;
}

/** Throws BAD_USER_INPUT for a value that no identifier can have. */
export function checkIdentifierValue(text: string): string {
  const value = text.trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a control character is just what must not pass
  if (value === '' || value.length > MAX_VALUE || !isWellFormed(value) || /[\x00-\x1f\x7f]/.test(value)) {
    throw badInput(`An identifier has 1 to ${MAX_VALUE} characters, none of them a control character.`, {
      reason: 'INVALID_IDENTIFIER',
    });
  }
  return value;
}
