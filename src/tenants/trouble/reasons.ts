/**
 * What a reason is seen by. `connection`: any answer of the server ends it. `login`: any call that the service login may make does.
 * `operation`: a success of the same operation does. `breaker`, `clock`, `document`, `moves`, `examination`, `tokens`: a state that is
 * looked at.
 */
type Source =
  | 'connection'
  | 'login'
  | 'operation'
  | 'breaker'
  | 'clock'
  | 'document'
  | 'moves'
  | 'examination'
  | 'tokens';

interface Row {
  readonly source: Source;
  readonly meaning: string;
  /** What an operator does first. */
  readonly action: string;
}

/** Every trouble of a tenant, by the word that stands in the log, in verbose readiness and in metrics. The set is closed. */
export const TROUBLES = {
  CONNECTION_REFUSED: {
    source: 'connection',
    meaning: 'nothing listens at the address of the server',
    action: 'see whether ProBonus runs, and hold `baseUrl` against its port',
  },
  UNREACHABLE: {
    source: 'connection',
    meaning: 'no connection comes about: no route, no answer within `connectTimeoutMs`, or it is cut before a request',
    action: 'look at the network, the VPN and the firewall between gateway and server',
  },
  DNS: {
    source: 'connection',
    meaning: 'the name of the server has no address',
    action: 'hold the name in `baseUrl` against DNS, from the machine of the gateway',
  },
  ADDRESS_REFUSED: {
    source: 'connection',
    meaning: 'the name of the server leads to an address that the configuration does not allow',
    action: 'set `upstream.allowedAddresses`, or mend DNS',
  },
  CERTIFICATE_EXPIRED: {
    source: 'connection',
    meaning: 'the certificate of the server has ended or has not begun',
    action: 'renew it on the server; where it is fresh, look at the clocks',
  },
  CERTIFICATE_FOREIGN: {
    source: 'connection',
    meaning: 'the certificate of the server is of an unknown authority, for another name, or not the one of the file',
    action: 'run `doctor`, which says what to write as `upstream.tls`, or install the right one',
  },
  TLS_FAILED: {
    source: 'connection',
    meaning: 'gateway and server agree on no encryption',
    action: 'see whether the port speaks TLS, and which versions',
  },
  LOGIN_REFUSED: {
    source: 'login',
    meaning: 'the server refuses the login or its password',
    action: 'hold `credentials` against the user in ProBonus',
  },
  TOKEN_REFUSED: {
    source: 'operation',
    meaning: 'the server refuses the token of the login, a new one too',
    action: 'see whether the token of an API user was withdrawn, and what its role may do',
  },
  TOKENS_END_EARLY: {
    source: 'tokens',
    meaning:
      'the server ended three tokens of the login within 10 minutes before their time, as one session per login does',
    action: 'find who else logs in as the gateway: a person, another program, or gateways that share no PostgreSQL',
  },
  LOGIN_NOT_SHARED: {
    source: 'tokens',
    meaning:
      'PostgreSQL, in which gateways share the token of the login, does not answer: this one has a token of its own',
    action: 'look at PostgreSQL and the way to it; the gateway mends this by itself',
  },
  TIMEOUT: {
    source: 'operation',
    meaning: 'answers do not come within `timeoutMs` or the deadline',
    action: 'look at the load of the server',
  },
  CONNECTION_LOST: {
    source: 'operation',
    meaning: 'connections end before their answer',
    action: 'look at the log of the server and at proxies before it',
  },
  SERVER_ERROR: {
    source: 'operation',
    meaning: 'the server answers with a status of 500 or more',
    action: 'look at the log of the server',
  },
  RATE_LIMITED: {
    source: 'operation',
    meaning: 'the server asks for fewer requests (429)',
    action: 'lower `upstream.maxConcurrent`, or raise the limit on the server',
  },
  OPERATION_UNKNOWN: {
    source: 'operation',
    meaning: 'the server does not know an operation that is asked of it',
    action: 'run `doctor`: the operation has another path, or belongs to `missing`',
  },
  UNREADABLE: {
    source: 'operation',
    meaning: 'answers are not what the contract and the dialect say',
    action: 'run `doctor`: the server has changed, or a proxy answers in its place',
  },
  ANSWER_TOO_LARGE: {
    source: 'operation',
    meaning: 'answers exceed a limit and are dropped',
    action: 'raise the option that the log names, where the answer is right',
  },
  ADAPTER_FAILED: {
    source: 'operation',
    meaning: 'a function of the adapter fails',
    action: 'look at the line of the adapter that the log names',
  },
  QUEUE_FULL: {
    source: 'operation',
    meaning: 'so many calls wait for the server that more are refused',
    action: 'look at the load of the server; `upstream.maxConcurrent` and `maxQueue`',
  },
  BREAKER_OPEN: {
    source: 'breaker',
    meaning: 'a circuit breaker keeps calls back until a trial succeeds',
    action: 'look at the reason that stands beside it',
  },
  CLOCK_SKEW: {
    source: 'clock',
    meaning: 'the clock of the server is more than a minute away from ours',
    action: 'synchronise both clocks: lost value moves cannot be looked up beyond 5 minutes',
  },
  SERVER_CHANGED: {
    source: 'document',
    meaning: "the server's API document says something else than when `doctor` examined it",
    action: 'run `doctor` and `conform`, and write what they propose',
  },
  ANSWERS_DISAGREE: {
    source: 'examination',
    meaning: 'answers of the server contradict each other, as the daily examination has seen twice',
    action: 'run `conform`: it says which, and what to write into the dialect',
  },
  STUCK_MOVES: {
    source: 'moves',
    meaning: 'value moves have an outcome that the gateway cannot know',
    action: 'see `intents list`, then `intents settle`',
  },
  MOVE_ALARMS: {
    source: 'moves',
    meaning: 'value moves have an alarm, such as DOUBLED',
    action: 'see `intents list`, mend it in ProBonus, then `intents ack`',
  },
} as const satisfies Record<string, Row>;

export type TroubleReason = keyof typeof TROUBLES;

export const TROUBLE_REASONS = Object.keys(TROUBLES) as TroubleReason[];

export function sourceOf(reason: TroubleReason): Source {
  return TROUBLES[reason].source;
}

/** The documentation of every trouble, as a Markdown table. */
export function troublesTable(): string {
  const rows = Object.entries(TROUBLES).map(([word, row]) => `| \`${word}\` | ${row.meaning} | ${row.action} |`);
  return ['| Trouble | Means | What to do first |', '|---|---|---|', ...rows, ''].join('\n');
}
