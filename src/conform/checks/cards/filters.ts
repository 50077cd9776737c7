import { type Check, defineCheck, NothingToCompare } from '../../check.ts';
import type { CardRow } from '../../readings.ts';
import { samples } from '../../samples.ts';
import { count, firstOf, fits, type Outcome } from '../../verdict.ts';
import type { Walk } from '../../walk.ts';

interface Filtered {
  readonly totalCount: number | null;
  readonly nodes: readonly Pick<CardRow, 'id' | 'upstreamId'>[];
}

interface Question {
  readonly filter: Readonly<Record<string, unknown>>;
  /** Whether a card of the walk has what is asked for. */
  readonly matches: (card: CardRow) => boolean;
  /** Whether more cards come to match while they are read. @default false */
  readonly isGrowing?: boolean;
}

const MOST = 50;
const FIELDS = '(filter: $filter, first: 50) { totalCount nodes { id upstreamId } }';
const CARDS = `query ($filter: CardFilter!) { found: cards${FIELDS} }`;
const GUESTS = `query ($filter: GuestFilter!) { found: guests(filter: $filter, first: 50) { totalCount nodes { id: upstreamId upstreamId } } }`;

/** A filter gives the cards of the walk that have what it asks for. `null`: no card has it. */
function filter(
  name: string,
  root: 'cards' | 'guests',
  questionOf: (cards: readonly CardRow[]) => Question | null,
): Check {
  return defineCheck({
    feature: `${root}.filter.${name}`,
    operation: 'accounts.list',
    async ask({ client, cards }) {
      const walked = await cards();
      const question = questionOf(walked.rows);
      if (!question) throw new NothingToCompare(`no card of the walk could be asked for by ${name}`);
      const { filter } = question;
      const { found } = await client.ask<{ found: Filtered }>(root === 'cards' ? CARDS : GUESTS, { filter });
      return { walked, question, found };
    },
    compare: ({ walked, question, found }) => compareFiltered(name, walked, question, found),
  });
}

export function compareFiltered(
  name: string,
  walked: Walk<CardRow>,
  { matches, isGrowing = false }: Question,
  found: Filtered,
): Outcome {
  const expected = walked.rows.filter(matches);
  const end = endOf(walked);
  const known = new Set(expected.map(({ upstreamId }) => upstreamId));
  const got = new Set(found.nodes.map(({ upstreamId }) => upstreamId));
  const lacking = expected.slice(0, MOST).filter(({ upstreamId }) => !got.has(upstreamId)).length;
  const strange = found.nodes.filter(({ upstreamId }) => Number(upstreamId) <= end && !known.has(upstreamId)).length;
  const { totalCount } = found;
  return firstOf(
    [
      strange > 0 && !isGrowing && `${count(strange, 'card')} came by ${name} without having it on the walk`,
      lacking > 0 && `${count(lacking, 'card')} of the walk did not come by ${name}`,
      walked.isWhole &&
        totalCount !== null &&
        (isGrowing ? totalCount < expected.length : totalCount !== expected.length) &&
        `${count(expected.length, 'card')} by ${name}, and the server counts ${totalCount}`,
    ],
    fits(`${count(found.nodes.length, 'card')} by ${name}, as on the walk`),
  );
}

/** The id up to which the walk has every card; a walk that ended early in another order has no such id. */
function endOf({ rows, isWhole }: Walk<CardRow>): number {
  if (isWhole) return Number.POSITIVE_INFINITY;
  const ids = rows.map(({ upstreamId }) => Number(upstreamId));
  return ids.every((id, at) => at === 0 || id > (ids[at - 1] ?? id)) ? (ids.at(-1) ?? 0) : 0;
}

/** The value that most cards share with others, and not all of them have. */
function shared<T extends string | boolean>(cards: readonly CardRow[], read: (card: CardRow) => T | null | undefined) {
  const uses = new Map<T, number>();
  for (const card of cards) {
    const value = read(card);
    if (value != null) uses.set(value, (uses.get(value) ?? 0) + 1);
  }
  return [...uses].filter(([, times]) => times < cards.length).sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

function byShared(read: (card: CardRow) => string | null | undefined, filterOf: (value: string) => Question['filter']) {
  return (cards: readonly CardRow[]): Question | null => {
    const value = shared(cards, read);
    return value === null ? null : { filter: filterOf(value), matches: (card) => read(card) === value };
  };
}

const dayOf = (time: string | null): string | null => time?.slice(0, 10) ?? null;
/** 29 February counts as another day in common years. */
const dayOfYear = (date: string | null): string | null =>
  date === null || /-02-2[89]$/.test(date) ? null : date.slice(5);

export const cardFilters: readonly Check[] = [
  filter(
    'group',
    'cards',
    byShared(
      ({ group }) => group?.id,
      (id) => ({ group: id }),
    ),
  ),
  filter(
    'discount',
    'cards',
    byShared(
      ({ discount }) => discount?.id,
      (id) => ({ discount: id }),
    ),
  ),
  // Also where none is on the walk: a list may leave blocked cards out.
  filter('isBlocked', 'cards', () => ({ filter: { isBlocked: true }, matches: ({ isBlocked }) => isBlocked })),
  filter(
    'registered',
    'guests',
    byShared(
      ({ guest }) => dayOf(guest.registeredAt),
      (day) => ({ registered: { from: day, to: day } }),
    ),
  ),
  filter(
    'birthday',
    'guests',
    byShared(
      ({ guest }) => dayOfYear(guest.birthday),
      (day) => ({ birthday: { range: { from: day, to: day } } }),
    ),
  ),
  filter('phone', 'guests', (cards) => {
    const phone = samples(cards, ({ guest }) => guest.phones)[0]?.value;
    const digits = phone?.replace(/\D/g, '');
    const has = ({ guest, identifiers }: CardRow) =>
      guest.phones.includes(phone ?? '') || identifiers.some(({ value }) => value.replace(/^\+/, '') === digits);
    return phone === undefined ? null : { filter: { phone }, matches: has };
  }),
  filter('email', 'guests', (cards) => {
    const email = samples(cards, ({ guest }) => (guest.email === null ? [] : [guest.email]))[0]?.value;
    return email === undefined ? null : { filter: { email }, matches: ({ guest }) => guest.email === email };
  }),
  filter('updatedSince', 'guests', (cards) => {
    const times = cards.flatMap(({ updatedAt }) => updatedAt ?? []).sort((a, b) => Date.parse(b) - Date.parse(a));
    const since = times[Math.min(MOST, Math.floor(times.length / 2))];
    if (since === undefined) return null;
    return {
      filter: { updatedSince: since },
      isGrowing: true,
      matches: ({ updatedAt }) => updatedAt !== null && Date.parse(updatedAt) >= Date.parse(since),
    };
  }),
];
