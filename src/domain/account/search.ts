import type { GatewayContext } from '../../graph/context.ts';
import type { Upstream } from '../../upstream/client.ts';
import { unsupported } from '../../upstream/errors.ts';
import type { Proof } from '../../upstream/habits/filter-proofs.ts';
import { sharedContext } from '../../upstream/request-context.ts';
import { type AccountQuery, listAccounts } from '../../upstream/resources/accounts.ts';
import { provenByRows } from './applied.ts';
import type { AccountRow } from './loaders.ts';

const SEARCH = 'accounts.list.search';
/** A search has given rows that show its text. Nothing else tells whether it leaves others out. */
const FINDS = `${SEARCH} finds`;
const NOBODY = 'ъщэфьцжё-nobody';

/**
 * Throws UNSUPPORTED, FILTER_IGNORED for a server that ignores a search. What it searches in is its own, so that rows which do not
 * show the text prove nothing: it is asked once besides for a text that nobody has, and where it finds nothing, for what rows show.
 */
export async function checkSearch(
  { upstream }: GatewayContext,
  { search }: AccountQuery,
  rows: readonly AccountRow[],
): Promise<void> {
  const { client, context } = upstream;
  const { appliedFilters, filterProofs, report } = client;
  if (search === undefined || appliedFilters.has(SEARCH)) return;
  const shared = { client, context: sharedContext(context) };
  const isShown = rows.every((row) => shows(row, search));
  if (rows.length > 0 && isShown) appliedFilters.add(FINDS);
  const proof =
    rows.length === 0
      ? appliedFilters.has(FINDS)
        ? 'applied'
        : await filterProofs.ofEmpty(SEARCH, () => findsRows(shared))
      : isShown
        ? 'unproven'
        : await filterProofs.run(SEARCH, () => findsNobody(shared));
  if (proof === 'applied') appliedFilters.add(SEARCH);
  if (proof !== 'ignored') return;
  if (rows.length === 0) client.misreadFilters.add(SEARCH);
  report({ kind: 'ignored', operation: 'accounts.list', name: 'search' });
  throw unsupported('accounts.list', 'FILTER_IGNORED');
}

async function gives(upstream: Upstream, search: string): Promise<boolean> {
  return (await listAccounts(upstream, { search, limit: 2 })).items.length > 0;
}

const findsNobody = async (upstream: Upstream): Promise<Proof> =>
  (await gives(upstream, NOBODY)) ? 'ignored' : 'applied';

/** By name, phone or identifier: it need not search in all of them. */
async function findsRows(upstream: Upstream): Promise<Proof> {
  let proof: Proof = 'unproven';
  for (const textIn of TEXTS) {
    const ofRow = (row: AccountRow) => {
      const text = textIn(row);
      return typeof text === 'string' && text.length > 2 ? { search: text } : null;
    };
    const found = await provenByRows(upstream, ofRow);
    if (found === 'applied') return found;
    if (found === 'ignored') proof = found;
  }
  return proof;
}

const TEXTS: readonly ((row: AccountRow) => unknown)[] = [
  ({ lastName }) => lastName,
  ({ phones }) => Object(phones)[0],
  ({ identifiers }) => Object(Object(identifiers)[0]).value,
];

function shows(row: AccountRow, search: string): boolean {
  const { lastName, firstName, patronymic, email, phones, identifiers, info } = row;
  const text = JSON.stringify([lastName, firstName, patronymic, email, phones, identifiers, info]);
  const [where, what] = [text, search].map((one) => one.normalize('NFC').toLowerCase());
  return String(where).includes(String(what));
}
