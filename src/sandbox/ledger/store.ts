import type { LocalDateTime } from '../../lib/local-time.ts';
import type { Account, Identifier } from '../model.ts';
import type { Rows } from '../seed/rows.ts';

/** Guests, identifiers and the rows of all other resources, with the indexes that a database would have. */
export interface Store extends Rows {
  /** Rising ids. */
  accounts: Map<number, Account>;
  add(account: Account): void;
  /** Temporary when it expires. */
  addIdentifier(account: Account, typeId: number, value: string, expiresAt?: LocalDateTime): Identifier;
  removeIdentifier(account: Account, identifierId: number): boolean;
  setPhones(account: Account, phones: string[]): void;
  setEmail(account: Account, email: string | null): void;
  /** All holders of this value, oldest first, whether it has expired or not. */
  identifiersOf(value: string): readonly Identifier[];
  byPhone(digits: string): Account[];
  byEmail(email: string): Account[];
  inGroup(groupId: number): Account[];
}

export function createStore(rows: Rows): Store {
  const accounts = new Map<number, Account>();
  const identifiers = new Map<string, Identifier[]>();
  const phones = new Map<string, Set<number>>();
  const emails = new Map<string, Set<number>>();
  let lastId = 0;

  const store: Store = {
    ...rows,
    accounts,
    add(account) {
      accounts.set(account.id, account);
      for (const phone of account.phones) index(phones, digitsOf(phone), account.id);
      if (account.email) index(emails, account.email.toLowerCase(), account.id);
    },
    addIdentifier(account, typeId, value, expiresAt) {
      const isTemporary = expiresAt !== undefined;
      const row = { id: ++lastId, accountId: account.id, typeId, value, isTemporary, expiresAt: expiresAt ?? null };
      account.identifiers.push(row);
      identifiers.set(value, [...(identifiers.get(value) ?? []), row]);
      return row;
    },
    removeIdentifier(account, identifierId) {
      const at = account.identifiers.findIndex((row) => row.id === identifierId);
      const [row] = at < 0 ? [] : account.identifiers.splice(at, 1);
      if (!row) return false;
      const left = (identifiers.get(row.value) ?? []).filter((other) => other !== row);
      if (left.length > 0) identifiers.set(row.value, left);
      else identifiers.delete(row.value);
      return true;
    },
    setPhones(account, next) {
      for (const phone of account.phones) phones.get(digitsOf(phone))?.delete(account.id);
      account.phones = next;
      for (const phone of next) index(phones, digitsOf(phone), account.id);
    },
    setEmail(account, email) {
      if (account.email) emails.get(account.email.toLowerCase())?.delete(account.id);
      account.email = email;
      if (email) index(emails, email.toLowerCase(), account.id);
    },
    identifiersOf: (value) => identifiers.get(value) ?? [],
    byPhone(digits) {
      const ids = new Set(phones.get(digits));
      for (const row of identifiers.get(digits) ?? [])
        if (store.identifierTypes.get(row.typeId)?.kind === 'PHONE') ids.add(row.accountId);
      return rowsOf(ids);
    },
    byEmail: (email) => rowsOf(emails.get(email.toLowerCase()) ?? new Set()),
    inGroup: (groupId) => [...accounts.values()].filter((account) => account.groupId === groupId),
  };

  const rowsOf = (ids: ReadonlySet<number>): Account[] =>
    [...ids].sort((a, b) => a - b).flatMap((id) => accounts.get(id) ?? []);

  return store;
}

/** One above the greatest id: rows are never deleted. */
export function nextId(rows: ReadonlyMap<number, unknown>): number {
  let last = 0;
  for (const id of rows.keys()) last = Math.max(last, id);
  return last + 1;
}

function index(map: Map<string, Set<number>>, key: string, id: number): void {
  if (key === '') return;
  const ids = map.get(key);
  if (ids) ids.add(id);
  else map.set(key, new Set([id]));
}

const digitsOf = (phone: string): string => phone.replace(/\D/g, '');
