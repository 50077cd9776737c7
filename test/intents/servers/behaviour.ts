/** A move as a server is asked for it. */
export interface Post {
  readonly direction: 1 | -1;
  readonly target: { readonly cardId: number } | { readonly groupId: number };
  /** Kopecks, above zero. */
  readonly amount: number;
  readonly reason: string;
  /** Local date before which a deposit cannot be spent. */
  readonly availableFrom: string | null;
  readonly login: string;
}

/** How a server books, and how it shows what it booked. */
export interface Behaviour {
  /** The reason that rows show. */
  readonly reason: (sent: string, post: Post) => string | null;
  /** The answer to the POST shows the reason as it was sent, whatever rows show. */
  readonly echoes: boolean;
  /** Withdrawals have negative amounts. */
  readonly isSigned: boolean;
  readonly showsLogin: boolean;
  /** Amounts of the rows of one move. */
  readonly amounts: (asked: number) => readonly number[];
  /** Amount of one more row, a withdrawal with the same reason. */
  readonly fee: number;
  /** In place of DEPOSIT and WITHDRAW. */
  readonly kind: string | null;
  /** A move is added to the card's row of the last five minutes, where there is one. */
  readonly joinsRows: boolean;
  /** The id of a row that was lost is given again. */
  readonly reusesIds: boolean;
  /** The newest row is lost before the move of the case is sent. */
  readonly losesNewest: boolean;
  /** From the move of the case on, lists show no reasons. */
  readonly losesReasons: boolean;
  /** One operation alone, asked for by its id, shows its reason as it was sent. */
  readonly isWholeAlone: boolean;
  /** Rows bear a number of a check, whoever booked them. */
  readonly numbersChecks: boolean;
  /** Rows appear in lists so long after they were booked. */
  readonly lagMs: number;
  /** From the move of the case on, lists show nothing new for so long. */
  readonly stallMs: number;
  readonly shows: 'all' | 'own rows' | 'nothing';
  /** A delayed deposit is in no list before its day. */
  readonly hidesDelayed: boolean;
  /** Hours by which the times of one answer are off, in turn. */
  readonly zones: readonly number[];
  /** The server's clock minus ours. */
  readonly clockMs: number;
  readonly sendsDate: boolean;
  /**
   * SLOW: over all cards it takes longer than a client waits. WIDE: over all cards, whatever card is asked for. CAPPED: it gives one
   * row at most. ALIKE: it finds what begins alike, in reasons that lists do not show.
   */
  readonly search: 'WORKS' | 'SLOW' | 'REFUSED' | 'WIDE' | 'IGNORED' | 'EMPTY' | 'CAPPED' | 'ALIKE';
  /** The card of the case's move is put together with another one, as soon as the server has this move. */
  readonly mergesCards: boolean;
  readonly answer: 'ROW' | 'NOTHING' | 'ID' | 'OTHER_ROW' | 'FAILURE' | 'ROW_WITHOUT_ID';
}

export const HONEST: Behaviour = {
  reason: (sent) => sent,
  echoes: false,
  isSigned: true,
  showsLogin: true,
  amounts: (asked) => [asked],
  fee: 0,
  kind: null,
  joinsRows: false,
  reusesIds: false,
  losesNewest: false,
  losesReasons: false,
  isWholeAlone: false,
  numbersChecks: false,
  lagMs: 0,
  stallMs: 0,
  shows: 'all',
  hidesDelayed: false,
  zones: [0],
  clockMs: 0,
  sendsDate: true,
  search: 'WORKS',
  mergesCards: false,
  answer: 'ROW',
};

/** What happens to one POST. A number of `books`: milliseconds after its answer. NEVER answered: held until the client gives up. */
export interface Fault {
  readonly books: 'NOW' | 'NEVER' | number;
  readonly answers: 'PROPERLY' | 'NEVER' | 'RESET' | number;
}

export const NO_FAULT: Fault = { books: 'NOW', answers: 'PROPERLY' };
