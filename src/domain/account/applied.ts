import type { GatewayContext } from '../../graph/context.ts';
import { readStoredPhone } from '../../lib/phone.ts';
import { UpstreamError, unsupported } from '../../upstream/errors.ts';
import { type AccountQuery, listAccounts } from '../../upstream/resources/accounts.ts';
import type { AccountRow } from './loaders.ts';
import { dayOf, hasEmail, hasPhone } from './match.ts';

/** A filter of one or two parameters, named by the first. */
interface Filter {
  readonly names: readonly (keyof AccountQuery)[];
  /** Whether a row shows that it has what is asked for, or something else. */
  readonly isShown: (row: AccountRow, query: AccountQuery) => boolean;
  /** What asks for this row; null where it has no such value. */
  readonly ofRow: (row: AccountRow) => AccountQuery | null;
  /** What asks for nobody. */
  readonly ofNobody: AccountQuery;
}

const NO_ID = 2_147_483_647;
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const FILTERS: readonly Filter[] = [
  {
    names: ['groupId'],
    isShown: () => true,
    ofRow: ({ groupId }) => ({ groupId }),
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
    ofRow: ({ discountId }) => (discountId == null ? null : { discountId }),
    ofNobody: { discountId: NO_ID },
  },
  {
    names: ['tagId'],
    isShown: ({ tagIds }) => Array.isArray(tagIds),
    ofRow: ({ tagIds }) => (tagIds?.[0] === undefined ? null : { tagId: tagIds[0] }),
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
    names: ['email'],
    isShown: (row, { email = '' }) => hasEmail(row, email),
    ofRow: (row) => (textOf(row.email) === null ? null : { email: row.email ?? '' }),
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

/** Rows that are looked at for one that a filter must let through. */
const SAMPLE = 20;

/**
 * Holds a first page against its filters, each once for a server. Rows that do not tell what is asked for may be everybody: what
 * nobody has is asked for besides. No row at all may be a filter in another form: what a row is known to have is asked for. Throws
 * UNSUPPORTED, FILTER_IGNORED.
 */
export async function checkApplied(
  context: GatewayContext,
  query: AccountQuery,
  rows: readonly AccountRow[],
): Promise<void> {
  const { upstream } = context;
  const { appliedFilters } = upstream.client;
  const keyOf = ({ names: [name] }: Filter) => `accounts.list.${name}`;
  const isAsked = ({ names }: Filter) => names.some((name) => query[name] !== undefined);
  const doubtful = FILTERS.filter((filter) => {
    if (!isAsked(filter) || appliedFilters.has(keyOf(filter))) return false;
    const isProven = rows.length > 0 && rows.every((row) => filter.isShown(row, query));
    if (isProven) appliedFilters.add(keyOf(filter));
    return !isProven;
  });
  if (doubtful.length === 0) return;
  const found = async (asked: AccountQuery) => (await listAccounts(upstream, { ...asked, limit: 2 })).items.length > 0;
  const { items: sample } = rows.length > 0 ? { items: [] } : await listAccounts(upstream, { limit: SAMPLE });
  for (const filter of doubtful) {
    const own = sample.map(filter.ofRow).find((asked) => asked !== null);
    if (rows.length > 0 ? await found(filter.ofNobody).catch(isNone) : own && !(await found(own))) {
      upstream.client.report({ kind: 'ignored', operation: 'accounts.list', name: filter.names[0] });
      throw unsupported('accounts.list', 'FILTER_IGNORED');
    }
    if (rows.length > 0 || own) appliedFilters.add(keyOf(filter));
  }
}

/** A server may refuse what nobody has: then it reads the filter. */
function isNone(error: unknown): false {
  if (error instanceof UpstreamError && error.kind === 'REJECTED') return false;
  throw error;
}
