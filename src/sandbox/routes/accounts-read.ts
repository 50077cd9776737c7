import { compareLocal } from '../../lib/local-time.ts';
import { invalidQuery, notFound } from '../http/api-error.ts';
import { type Account, isBirthdayBetween, isLive } from '../model.ts';
import type { World } from '../world.ts';
import { idList, integer, localBound, matches, page, text } from './lists.ts';
import { accountOf, type Call, type Routes } from './route.ts';

export const accountReadRoutes = {
  'accounts.list': (call, world) => page(sorted(candidates(call, world).filter(filterOf(call, world)), call), call),
  'accounts.get': (call, world) => accountOf(call, world),
  'accounts.byIdentifier': (call, { store }) => {
    const typeId = integer(call.params.typeId);
    const row = store
      .identifiersOf(String(call.params.value))
      .find((row) => (typeId === undefined || row.typeId === typeId) && isLive(row, call.local));
    const account = row && store.accounts.get(row.accountId);
    if (!account) throw notFound('Идентификатор не найден');
    return account;
  },
} satisfies Routes;

/** The fewest rows that an index can give; every filter still runs on each. */
function candidates(call: Call, { store }: World): Account[] {
  const { phone, email, identifier } = call.params;
  if (typeof phone === 'string') return store.byPhone(phone);
  if (typeof email === 'string') return store.byEmail(email);
  if (typeof identifier === 'string')
    return store
      .identifiersOf(identifier)
      .flatMap((row) => (isLive(row, call.local) && store.accounts.get(row.accountId)) || []);
  const ids = idList(call, 'ids');
  if (ids) return [...ids].sort((a, b) => a - b).flatMap((id) => store.accounts.get(id) ?? []);
  return [...store.accounts.values()];
}

function filterOf(call: Call, { zone }: World): (row: Account) => boolean {
  const ids = idList(call, 'ids');
  const groupId = integer(call.params.groupId);
  const discountId = integer(call.params.discountId);
  const tagId = integer(call.params.tagId);
  const isBlocked = call.params.isBlocked;
  const email = text(call.params.email)?.toLowerCase();
  const identifier = text(call.params.identifier);
  const registeredFrom = text(call.params.registeredFrom);
  const registeredTo = text(call.params.registeredTo);
  const search = text(call.params.search);
  const birthday = birthdayFilter(call);
  const updatedFrom = localBound(call, 'updatedFrom', zone);
  return (row) =>
    (ids === undefined || ids.has(row.id)) &&
    (groupId === undefined || row.groupId === groupId) &&
    (discountId === undefined || row.discountId === discountId) &&
    (tagId === undefined || row.tagIds.includes(tagId)) &&
    (isBlocked === undefined || row.isBlocked === isBlocked) &&
    (email === undefined || row.email?.toLowerCase() === email) &&
    (identifier === undefined || row.identifiers.some((own) => own.value === identifier)) &&
    (registeredFrom === undefined || row.registeredAt.slice(0, 10) >= registeredFrom) &&
    (registeredTo === undefined || row.registeredAt.slice(0, 10) <= registeredTo) &&
    (updatedFrom === undefined || row.updatedAt >= updatedFrom) &&
    (birthday === undefined || birthday(row.birthday)) &&
    (search === undefined || found(search, row));
}

function found(search: string, row: Account): boolean {
  const name = [row.lastName, row.firstName, row.patronymic].filter(Boolean).join(' ');
  return matches(search, name, row.email, ...row.phones, ...row.identifiers.map((own) => own.value));
}

/** MM-DD to MM-DD; an open end is the end of the year. */
function birthdayFilter(call: Call): ((birthday: string | null) => boolean) | undefined {
  const { birthdayFrom, birthdayTo } = call.params;
  if (birthdayFrom === undefined && birthdayTo === undefined) return undefined;
  for (const name of ['birthdayFrom', 'birthdayTo']) {
    const given = call.params[name];
    if (given !== undefined && !/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(String(given)))
      throw invalidQuery(name, given, {
        msg: 'string does not match regex "^\\d{2}-\\d{2}$"',
        type: 'value_error.str.regex',
        ctx: { pattern: '^\\d{2}-\\d{2}$' },
      });
  }
  const from = String(birthdayFrom ?? '01-01');
  const to = String(birthdayTo ?? '12-31');
  return (birthday) => birthday !== null && isBirthdayBetween(birthday, from, to);
}

function sorted(rows: Account[], call: Call): Account[] {
  const sort = String(call.params.sort ?? 'id');
  const sign = call.params.order === 'desc' ? -1 : 1;
  if (sort === 'id') return sign === 1 ? rows : rows.reverse();
  const collator = new Intl.Collator('ru');
  const compare: Record<string, (a: Account, b: Account) => number> = {
    lastName: (a, b) => collator.compare(a.lastName ?? '', b.lastName ?? ''),
    balance: (a, b) => a.balance - b.balance,
    registeredAt: (a, b) => compareLocal(a.registeredAt, b.registeredAt),
  };
  return rows.sort((a, b) => sign * (compare[sort]?.(a, b) ?? 0) || a.id - b.id);
}
