import type { Behaviour } from './behaviour.ts';

/** What a kind differs in: decides which moves and faults it meets in the quick lane. */
export type Axis = 'REASONS' | 'AMOUNTS' | 'LISTS' | 'CLOCKS' | 'SEARCH' | 'CARDS' | 'ANSWERS' | 'HISTORY';

/** One way in which servers show what they booked. */
export interface Kind {
  readonly name: string;
  readonly axis: Axis;
  readonly says: string;
  readonly how: Partial<Behaviour>;
  /** The reason of the case's own move; longer than any before. */
  readonly ownReason?: string;
  /** No move of this sort was booked before; one is afterwards, a day later. */
  readonly isNew?: true;
}

const never = () => null;
const cut = (length: number) => (sent: string) => sent.slice(0, length);
const LONG = 'Доставка №1024, улица Садовая 5, кв. 12, оплата бонусами гостя';
const OWN_TEXT = 'Групповое начисление';

export const KINDS = [
  { name: 'whole', axis: 'REASONS', says: 'reasons come back as they were sent', how: {} },
  { name: 'never', axis: 'REASONS', says: 'rows have no reason', how: { reason: never } },
  { name: 'cut at 12', axis: 'REASONS', says: 'no marker ever comes back', how: { reason: cut(12) } },
  {
    name: 'cut at 50',
    axis: 'REASONS',
    says: 'short reasons are whole, this one is not',
    how: { reason: cut(50) },
    ownReason: LONG,
  },
  {
    name: 'cut behind a tag',
    axis: 'REASONS',
    says: 'what is left of this one ends like a marker of another',
    how: { reason: cut(50) },
    ownReason: `Акция #newyearpromo: ${LONG}`,
  },
  {
    name: 'reasons lost',
    axis: 'REASONS',
    says: 'as after an update, lists show no reasons any more',
    how: { losesReasons: true },
  },
  {
    name: 'id, whole alone',
    axis: 'ANSWERS',
    says: 'an id alone, and reasons are seen only where one operation is read',
    how: { answer: 'ID', reason: never, isWholeAlone: true },
  },
  { name: 'capped search', axis: 'SEARCH', says: 'it gives one row at most', how: { search: 'CAPPED' } },
  {
    name: 'search alike',
    axis: 'SEARCH',
    says: 'it finds what begins alike, in reasons that are not shown',
    how: { search: 'ALIKE', reason: never },
  },
  {
    name: 'checks numbered',
    axis: 'REASONS',
    says: 'every row bears a number of a check, no reasons',
    how: { numbersChecks: true, reason: never },
  },
  {
    name: 'prefixed',
    axis: 'REASONS',
    says: 'the server puts a word before it',
    how: { reason: (sent) => `Online: ${sent}` },
  },
  {
    name: 'suffixed',
    axis: 'REASONS',
    says: 'the server puts words behind it',
    how: { reason: (sent) => `${sent} (касса 5)` },
  },
  { name: 'upper case', axis: 'REASONS', says: 'capital letters alone', how: { reason: (sent) => sent.toUpperCase() } },
  { name: 'lower case', axis: 'REASONS', says: 'small letters alone', how: { reason: (sent) => sent.toLowerCase() } },
  {
    name: 'deposits only',
    axis: 'REASONS',
    says: 'deposits keep it, withdrawals do not',
    how: { reason: (sent, { direction }) => (direction === 1 ? sent : null) },
  },
  {
    name: 'cards only',
    axis: 'REASONS',
    says: 'rows of a group bear a text of the server',
    how: { reason: (sent, { target }) => ('cardId' in target ? sent : OWN_TEXT) },
  },
  {
    name: 'cards only, new',
    axis: 'HISTORY',
    says: 'the same, and this is the first of its sort',
    how: { reason: (sent, { target }) => ('cardId' in target ? sent : OWN_TEXT) },
    isNew: true,
  },
  {
    name: 'echo',
    axis: 'REASONS',
    says: 'the answer shows it, and no list does',
    how: { reason: never, echoes: true },
  },
  {
    name: 'never, no login',
    axis: 'REASONS',
    says: 'rows show neither reason nor login',
    how: { reason: never, showsLogin: false },
  },
  {
    name: 'cut at 12, no login',
    axis: 'REASONS',
    says: 'of a reason its first word',
    how: { reason: cut(12), showsLogin: false },
  },
  {
    name: 'never, unsigned',
    axis: 'REASONS',
    says: 'and withdrawals have no sign',
    how: { reason: never, isSigned: false },
  },
  { name: 'unsigned', axis: 'AMOUNTS', says: 'withdrawals have no sign', how: { isSigned: false } },
  {
    name: 'rounded',
    axis: 'AMOUNTS',
    says: 'whole roubles are booked',
    how: { amounts: (asked) => [Math.round(asked / 100) * 100] },
  },
  {
    name: 'rounded, never',
    axis: 'AMOUNTS',
    says: 'whole roubles, no reason',
    how: { amounts: (asked) => [Math.round(asked / 100) * 100], reason: never },
  },
  { name: 'split', axis: 'AMOUNTS', says: 'one move is two rows', how: { amounts: (asked) => [200, asked - 200] } },
  {
    name: 'split, never',
    axis: 'AMOUNTS',
    says: 'two rows, no reason',
    how: { amounts: (asked) => [200, asked - 200], reason: never },
  },
  { name: 'fee', axis: 'AMOUNTS', says: 'a fee row beside it has the same reason', how: { fee: 50 } },
  { name: 'fee, never', axis: 'AMOUNTS', says: 'a fee row beside it, no reasons', how: { fee: 50, reason: never } },
  {
    name: 'doubled',
    axis: 'AMOUNTS',
    says: 'each move is booked twice behind one answer',
    how: { amounts: (asked) => [asked, asked] },
  },
  { name: 'joined', axis: 'AMOUNTS', says: 'a move is added to the row of the one before', how: { joinsRows: true } },
  {
    name: 'other kind',
    axis: 'AMOUNTS',
    says: 'booked as a promotion, no reason',
    how: { kind: 'PROMO', reason: never },
  },
  { name: 'late 3 s', axis: 'LISTS', says: 'lists read from a copy 3 s behind', how: { lagMs: 3000 } },
  { name: 'late 20 min', axis: 'LISTS', says: 'lists come behind the settle time', how: { lagMs: 20 * 60_000 } },
  {
    name: 'stalled',
    axis: 'LISTS',
    says: 'lists show nothing new from then on',
    how: { stallMs: Number.POSITIVE_INFINITY },
  },
  { name: 'stalled 20 min', axis: 'LISTS', says: 'lists stand still for a while', how: { stallMs: 20 * 60_000 } },
  { name: 'empty', axis: 'LISTS', says: 'lists are empty for our login', how: { shows: 'nothing' } },
  { name: 'own rows', axis: 'LISTS', says: 'lists show what our login booked', how: { shows: 'own rows' } },
  {
    name: 'delayed apart',
    axis: 'LISTS',
    says: 'delayed accruals are in no list before their day',
    how: { hidesDelayed: true },
  },
  {
    name: 'ids again',
    axis: 'LISTS',
    says: 'the id of a lost row is given again, no reasons',
    how: { reason: never, reusesIds: true, losesNewest: true },
  },
  { name: 'two zones', axis: 'CLOCKS', says: 'two nodes whose times differ by three hours', how: { zones: [0, 3] } },
  { name: 'two zones, never', axis: 'CLOCKS', says: 'the same, no reasons', how: { zones: [0, 3], reason: never } },
  { name: 'clock behind', axis: 'CLOCKS', says: 'by three hours', how: { clockMs: -3 * 3_600_000 } },
  { name: 'clock ahead', axis: 'CLOCKS', says: 'by ten days', how: { clockMs: 240 * 3_600_000 } },
  { name: 'no date', axis: 'CLOCKS', says: 'no Date header', how: { sendsDate: false } },
  {
    name: 'clock behind, no date',
    axis: 'CLOCKS',
    says: 'by three hours, no Date header, no reasons',
    how: { clockMs: -3 * 3_600_000, sendsDate: false, reason: never },
  },
  { name: 'slow search', axis: 'SEARCH', says: 'over all cards it never comes in time', how: { search: 'SLOW' } },
  { name: 'no search', axis: 'SEARCH', says: 'it is refused', how: { search: 'REFUSED' } },
  { name: 'wide search', axis: 'SEARCH', says: 'it goes over all cards', how: { search: 'WIDE' } },
  { name: 'deaf search', axis: 'SEARCH', says: 'its text is ignored', how: { search: 'IGNORED' } },
  { name: 'vain search', axis: 'SEARCH', says: 'it finds nothing', how: { search: 'EMPTY' } },
  { name: 'merged', axis: 'CARDS', says: 'the card is put together with another', how: { mergesCards: true } },
  {
    name: 'merged, no search',
    axis: 'CARDS',
    says: 'the same, and search is refused',
    how: { mergesCards: true, search: 'REFUSED' },
  },
  {
    name: 'merged, never',
    axis: 'CARDS',
    says: 'the same, no reasons',
    how: { mergesCards: true, reason: never },
  },
  { name: 'nothing', axis: 'ANSWERS', says: '204', how: { answer: 'NOTHING' } },
  { name: 'id', axis: 'ANSWERS', says: 'an id alone', how: { answer: 'ID' } },
  { name: 'id, never', axis: 'ANSWERS', says: 'an id alone, no reasons', how: { answer: 'ID', reason: never } },
  { name: 'other row', axis: 'ANSWERS', says: 'the row before', how: { answer: 'OTHER_ROW' } },
  {
    name: 'other row, never',
    axis: 'ANSWERS',
    says: 'the row before, no reasons',
    how: { answer: 'OTHER_ROW', reason: never },
  },
  {
    name: 'failure',
    axis: 'ANSWERS',
    says: 'a failure inside a 200, though it was booked',
    how: { answer: 'FAILURE' },
  },
  {
    name: 'row without id',
    axis: 'ANSWERS',
    says: 'what was sent, without an id',
    how: { answer: 'ROW_WITHOUT_ID', echoes: true },
  },
  { name: 'new', axis: 'HISTORY', says: 'honest, and this is the first of its sort', how: {}, isNew: true },
] as const satisfies readonly Kind[];

export type KindName = (typeof KINDS)[number]['name'];
