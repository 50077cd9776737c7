import type { GatewayContext } from '../../graph/context.ts';
import { SingleFlight } from '../../lib/concurrency/single-flight.ts';
import { readStoredPhone } from '../../lib/phone.ts';
import type { Upstream } from '../../upstream/client.ts';
import { UpstreamError, unsupported } from '../../upstream/errors.ts';
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

/** Rows that are looked at for those that a filter must let through, and how many of them are asked for. */
const SAMPLE = 20;
const TRIALS = 3;

type Proof = 'applied' | 'ignored' | 'unproven';

/** What is on the way to be known of the filters of one server. */
interface Doubts {
  /** Many look-ups of one request need the same. */
  readonly proofs: SingleFlight<string, Proof>;
  /** How often a filter has left nothing and nothing could prove it. */
  readonly empties: Map<string, number>;
}

/** By the applied filters of a server, which the clients of all its sessions share. */
const doubtsOf = new WeakMap<ReadonlySet<string>, Doubts>();

/**
 * Holds a first page against its filters, each once for a server. Rows that do not tell what is asked for may be everybody: what
 * nobody has is asked for besides. No row at all may be a filter in another form: what rows are known to have is asked for. Throws
 * UNSUPPORTED, FILTER_IGNORED.
 */
export async function checkApplied(
  { upstream }: GatewayContext,
  query: AccountQuery,
  rows: readonly AccountRow[],
): Promise<void> {
  const { client } = upstream;
  for (const filter of FILTERS) {
    const [name] = filter.names;
    const key = `accounts.list.${name}`;
    if (client.appliedFilters.has(key) || filter.names.every((one) => query[one] === undefined)) continue;
    const isTold = rows.length > 0 && rows.every((row) => filter.isShown(row, query));
    const proof = isTold
      ? 'applied'
      : await prove({ ...upstream, context: sharedContext(upstream.context) }, filter, key, rows.length > 0);
    if (proof === 'applied') client.appliedFilters.add(key);
    if (proof !== 'ignored') continue;
    client.misreadFilters.add(key);
    client.report({ kind: 'ignored', operation: 'accounts.list', name });
    throw unsupported('accounts.list', 'FILTER_IGNORED');
  }
}

async function prove(upstream: Upstream, filter: Filter, key: string, hasRows: boolean): Promise<Proof> {
  const { appliedFilters } = upstream.client;
  const { proofs, empties } = doubtsOf.get(appliedFilters) ?? { proofs: new SingleFlight(), empties: new Map() };
  doubtsOf.set(appliedFilters, { proofs, empties });
  if (hasRows) return proofs.do(key, () => leavesOut(upstream, filter));
  const times = empties.get(key) ?? 0;
  // Rows may come later that prove it: it is tried again after 3, 15, 63 … times.
  const isDue = Number.isInteger(Math.log2(times + 1) / 2);
  const proof = isDue ? await proofs.do(`${key} none`, () => letsThrough(upstream, filter)) : 'unproven';
  if (proof === 'unproven') empties.set(key, times + 1);
  return proof;
}

async function gives(upstream: Upstream, asked: AccountQuery): Promise<boolean> {
  return (await listAccounts(upstream, { ...asked, limit: 2 })).items.length > 0;
}

/** A server may refuse what nobody has, or break off over it: then it reads the filter. */
async function leavesOut(upstream: Upstream, { ofNobody }: Filter): Promise<Proof> {
  return (await gives(upstream, ofNobody).catch(refused)) ? 'ignored' : 'applied';
}

async function letsThrough(upstream: Upstream, { ofRow }: Filter): Promise<Proof> {
  const sample = await listAccounts(upstream, { limit: SAMPLE }).catch(refused);
  const own = sample === null ? [] : sample.items.map(ofRow).filter((asked) => asked !== null);
  let proof: Proof = 'unproven';
  for (const asked of own.slice(0, TRIALS)) {
    const isGiven = await gives(upstream, asked).catch(refused);
    if (isGiven) return 'applied';
    if (isGiven === false) proof = 'ignored';
  }
  return proof;
}

function refused(error: unknown): null {
  if (error instanceof UpstreamError && (error.kind === 'REJECTED' || error.status === 500)) return null;
  throw error;
}
