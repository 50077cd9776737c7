import type { GatewayContext } from '../../graph/context.ts';
import { readStoredPhone } from '../../lib/phone.ts';
import type { Upstream } from '../../upstream/client.ts';
import { unsupported } from '../../upstream/errors.ts';
import { letsThrough, orRefused, type Proof } from '../../upstream/habits/filter-proofs.ts';
import { sharedContext } from '../../upstream/request-context.ts';
import { type AccountQuery, listAccounts } from '../../upstream/resources/accounts.ts';
import type { AccountRow } from './loaders.ts';
import { dayOf, hasEmail, hasPhone } from './match.ts';

/** A filter of one or two parameters, named by the first. */
interface Filter {
  readonly names: readonly [keyof AccountQuery, ...(keyof AccountQuery)[]];
  /** Whether a row shows that it has what is asked for, or something else. */
  readonly isShown: (row: AccountRow, query: AccountQuery) => boolean;
  /** What asks for this row; null where it has no such value. */
  readonly ofRow: (row: AccountRow) => AccountQuery | null;
  /** What asks for nobody. */
  readonly ofNobody: AccountQuery;
}

const NO_ID = 2_147_483_647;
/** Databases write 0 where there is none. */
const hasId = (id: number | null | undefined): id is number => id != null && Number(id) !== 0;
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const FILTERS: readonly Filter[] = [
  {
    names: ['groupId'],
    isShown: () => true,
    ofRow: ({ groupId }) => (hasId(groupId) ? { groupId } : null),
    ofNobody: { groupId: NO_ID },
  },
  {
    names: ['isBlocked'],
    isShown: () => true,
    ofRow: ({ isBlocked }) => ({ isBlocked }),
    ofNobody: {},
  },
  {
    names: ['discountId'],
    isShown: ({ discountId }) => discountId != null,
    ofRow: ({ discountId }) => (hasId(discountId) ? { discountId } : null),
    ofNobody: { discountId: NO_ID },
  },
  {
    names: ['tagId'],
    isShown: ({ tagIds }) => Array.isArray(tagIds),
    ofRow: ({ tagIds }) => (hasId(tagIds?.[0]) ? { tagId: tagIds[0] } : null),
    ofNobody: { tagId: NO_ID },
  },
  {
    names: ['phone'],
    isShown: (row, { phone = '' }) => Array.isArray(row.phones) || hasPhone(row, phone),
    ofRow: ({ phones }) => {
      const phone = readStoredPhone(textOf(phones?.[0]) ?? '');
      return phone === null ? null : { phone };
    },
    ofNobody: { phone: '79999999917' },
  },
  {
    names: ['identifier'],
    isShown: () => true,
    ofRow: ({ identifiers }) => {
      const identifier = Array.isArray(identifiers) ? textOf(identifiers[0]?.value) : null;
      return identifier === null ? null : { identifier };
    },
    ofNobody: { identifier: '99999999999999999999999999999901' },
  },
  {
    names: ['email'],
    isShown: (row, { email = '' }) => hasEmail(row, email),
    ofRow: ({ email }) => (textOf(email) === null ? null : { email: String(email).toLowerCase() }),
    ofNobody: { email: 'nobody@gateway.invalid' },
  },
  {
    names: ['birthdayFrom', 'birthdayTo'],
    isShown: (row) => dayOf(row, 'birthday') !== null,
    ofRow: (row) => {
      const day = dayOf(row, 'birthday')?.slice(5);
      return day === undefined ? null : { birthdayFrom: day, birthdayTo: day };
    },
    ofNobody: { birthdayFrom: '02-30', birthdayTo: '02-30' },
  },
  {
    names: ['registeredFrom', 'registeredTo'],
    isShown: () => true,
    ofRow: (row) => {
      const day = dayOf(row, 'registeredAt');
      return day === null ? null : { registeredFrom: day, registeredTo: day };
    },
    ofNobody: { registeredFrom: '2199-01-01' },
  },
  {
    names: ['updatedFrom'],
    isShown: ({ updatedAt }) => textOf(updatedAt) !== null,
    ofRow: (row) => {
      const day = dayOf(row, 'updatedAt');
      return day === null ? null : { updatedFrom: `${day}T00:00:00` };
    },
    ofNobody: { updatedFrom: '2199-01-01T00:00:00' },
  },
];

/** Rows that are looked at for those that a filter must let through. */
const SAMPLE = 20;

/**
 * Holds a first page against its filters, each once for a server. Rows that do not tell what is asked for may be everybody: what
 * nobody has is asked for besides. No row at all may be a filter in another form: what rows are known to have is asked for. Throws
 * UNSUPPORTED, FILTER_IGNORED.
 */
export async function checkApplied(
  { upstream: { client, context } }: GatewayContext,
  query: AccountQuery,
  rows: readonly AccountRow[],
): Promise<void> {
  const { appliedFilters, misreadFilters, filterProofs, report } = client;
  const upstream = { client, context: sharedContext(context) };
  for (const filter of FILTERS) {
    const [name] = filter.names;
    const key = `accounts.list.${name}`;
    if (appliedFilters.has(key) || filter.names.every((one) => query[one] === undefined)) continue;
    const isTold = rows.length > 0 && rows.every((row) => filter.isShown(row, query));
    const proof = isTold
      ? 'applied'
      : rows.length > 0
        ? await filterProofs.run(key, () => leavesOut(upstream, filter))
        : await filterProofs.ofEmpty(key, () => provenByRows(upstream, filter.ofRow));
    if (proof === 'applied') appliedFilters.add(key);
    if (proof !== 'ignored') continue;
    misreadFilters.add(key);
    report({ kind: 'ignored', operation: 'accounts.list', name });
    throw unsupported('accounts.list', 'FILTER_IGNORED');
  }
}

/** Whether a filter gives the rows that have what it is asked for. */
export function provenByRows(upstream: Upstream, ofRow: Filter['ofRow']): Promise<Proof> {
  const sample = async () => (await listAccounts(upstream, { limit: SAMPLE })).items;
  return letsThrough({ sample, ofRow, gives: (asked) => gives(upstream, asked) });
}

async function gives(upstream: Upstream, asked: AccountQuery): Promise<boolean> {
  return (await listAccounts(upstream, { ...asked, limit: 2 })).items.length > 0;
}

/** A server may refuse what nobody has, or break off over it: then it reads the filter. */
async function leavesOut(upstream: Upstream, { ofNobody }: Filter): Promise<Proof> {
  return (await gives(upstream, ofNobody).catch(orRefused)) ? 'ignored' : 'applied';
}
