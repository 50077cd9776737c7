import type { GatewayContext } from '../../graph/context.ts';
import { listDictionary } from '../../graph/dictionary/dictionary.ts';
import { badInput } from '../../graph/errors.ts';
import { readId } from '../../graph/ids/global-id.ts';
import { defineLoader } from '../../graph/loader.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { isRefused } from '../../graph/mutation/write.ts';
import { inParallel } from '../../lib/concurrency/in-parallel.ts';
import { parseEvidentPhone, parsePhone } from '../../lib/phone.ts';
import { isWellFormed, plainKey } from '../../lib/plain-text.ts';
import { accountByIdentifier } from '../../upstream/resources/accounts.ts';
import { checkApplied } from '../account/applied.ts';
import { type AccountRow, personOf, primeAccounts } from '../account/loaders.ts';
import { hasOtherwiseTyped, holdsPhone, isIdentifiedBy } from '../account/match.ts';
import { ownAccount } from '../account/own.ts';
import { checkFound } from './by-value.ts';
import { identifierTypeFromWire } from './model.ts';

export const identifierTypes = listDictionary('identifierTypes', 'identifierTypes.list', identifierTypeFromWire);

/** Upstream ids of the types of a kind. */
export function typeIdsOfKind(
  context: GatewayContext,
  kind: 'CARD' | 'PHONE',
): ReadonlySet<number> | Promise<ReadonlySet<number>> {
  return identifierTypes.with(
    context,
    ({ all }) => new Set(all.filter((type) => type.kind === kind).map(({ id }) => id)),
  );
}

export const MAX_IDENTIFIER = 64;

interface Key {
  readonly value: string;
  readonly typeId: number | undefined;
}

const byIdentifier = defineLoader<Key, AccountRow | null>(
  (context, keys) =>
    inParallel(keys, async ({ value, typeId }) => {
      const row = await accountByIdentifier(context.upstream, { value, typeId });
      // A list that may expect another form.
      if (row === null && !context.upstream.client.dialect.supports('accounts.byIdentifier'))
        await checkApplied(context, { identifier: value }, []);
      // A server that ignores `typeId` also finds identifiers of other types.
      if (!row || (typeId !== undefined && hasOtherwiseTyped(row, value, typeId))) return null;
      await checkFound(context, row, value);
      primeAccounts(context, [row]);
      context.people.found(personOf(value), row.id);
      return row;
    }),
  { cacheKey: ({ value, typeId }) => `${typeId ?? ''}:${value}`, person: ({ value }) => personOf(value) },
);

/**
 * The account with an identifier; null if there is none or it has expired. One call per request and value; one more for a
 * phone that is not written in digits.
 */
export async function accountByIdentifierValue(
  context: GatewayContext,
  input: { value: string; typeId?: string | null | undefined },
): Promise<AccountRow | null> {
  const value = checkIdentifierValue(input.value);
  const typeId = input.typeId == null ? undefined : readId(context, input.typeId, 'IdentifierType');
  const own = ownAccount(context, (row) => isIdentifiedBy(row, value, typeId));
  if (own !== undefined) return own;
  if (typeId === null) return null;
  return (await byIdentifier(context).load({ value, typeId })) ?? byPhoneInDigits(context, value, typeId);
}

/** The account with this phone as an identifier, which is stored in digits. Card numbers and phones are not confused. */
async function byPhoneInDigits(context: GatewayContext, value: string, typeId?: number): Promise<AccountRow | null> {
  const phone = typeId === undefined ? parseEvidentPhone(value) : parsePhone(value);
  if (phone === null || phone === value) return null;
  if (typeId !== undefined && (await identifierTypes.find(context, typeId))?.kind !== 'PHONE') return null;
  const row = await byIdentifier(context).load({ value: phone, typeId });
  return row && holdsPhone(row, phone, await typeIdsOfKind(context, 'PHONE')) ? row : null;
}

/** The value of an identifier, trimmed and without what nobody sees. Throws BAD_USER_INPUT for an invalid one. */
export function checkIdentifierValue(text: string): string {
  const value = plainKey(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a control character is just what must not pass
  if (value === '' || value.length > MAX_IDENTIFIER || !isWellFormed(value) || /[\x00-\x1f\x7f]/.test(value)) {
    throw badInput(`An identifier must have 1 to ${MAX_IDENTIFIER} characters, without control characters.`, {
      reason: 'INVALID_IDENTIFIER',
    });
  }
  return value;
}

/** IDENTIFIER_TAKEN if the server rejected a value that a card already has, else null. Its error text is not read. */
export async function identifierTaken(
  context: GatewayContext,
  error: unknown,
  value: string,
  path: readonly string[],
): Promise<UserFault | null> {
  if (!isRefused(error, 400) && !isRefused(error, 409)) return null;
  const holder = await accountByIdentifier(context.upstream, { value });
  if (holder) context.people.found(personOf(value), holder.id);
  return holder && new UserFault('IDENTIFIER_TAKEN', { path, facts: { holder } });
}
