import { builder } from '../graph/builder.ts';
import type { GatewayContext } from '../graph/context.ts';
import { badInput } from '../graph/errors.ts';
import { readId } from '../graph/ids.ts';
import { defineLoader } from '../graph/loader.ts';
import { settled } from '../graph/settled.ts';
import { isWellFormed } from '../lib/well-formed.ts';
import { accountByIdentifier } from '../upstream/resources/accounts.ts';
import { type AccountRow, primeAccounts } from './account.ts';

const MAX_VALUE = 64;

export const IdentifierValue = builder.inputType('IdentifierValue', {
  description: 'What a card is recognised by.',
  fields: (t) => ({
    value: t.string({
      required: true,
      description: 'The value itself, exactly as on the card or on the screen.',
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
    settled(keys, async ({ value, typeId }) => {
      const row = await accountByIdentifier(context.upstream, { value, ...(typeId === undefined ? {} : { typeId }) });
      if (row) primeAccounts(context, [row]);
      return row;
    }),
  { cacheKey: ({ value, typeId }) => `${typeId ?? ''}:${value}` },
);

/** The account behind an identifier; null when nobody has it, or it has expired. One call, however often it is asked in a request. */
export async function accountByIdentifierValue(
  context: GatewayContext,
  input: { value: string; typeId?: string | null | undefined },
): Promise<AccountRow | null> {
  const value = checkIdentifierValue(input.value);
  const typeId = input.typeId == null ? undefined : readId(context, input.typeId, 'IdentifierType');
  if (typeId === null) return null;
  return byIdentifier(context).load({ value, typeId });
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
