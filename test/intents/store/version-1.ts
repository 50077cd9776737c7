/** The statements by which version 1 of the tables was made, as that version of the gateway issued them. Never edited. */
export const VERSION_1: readonly string[] = [
  `CREATE TABLE probonus_intents (tenant TEXT NOT NULL, principal TEXT NOT NULL, key TEXT NOT NULL, fingerprint TEXT NOT NULL,
    marker TEXT NOT NULL, move TEXT, state TEXT NOT NULL, attempt TEXT NOT NULL, line TEXT, holds_line BIGINT NOT NULL,
    submitted_at BIGINT NOT NULL, deadline BIGINT NOT NULL, settle_from BIGINT, settled_at BIGINT, next_at BIGINT,
    evidence TEXT NOT NULL, upstream_id BIGINT, skew_ms BIGINT, verbatim BIGINT, result TEXT, alarm TEXT, expired_at BIGINT,
    PRIMARY KEY (tenant, principal, key))`,
  'CREATE UNIQUE INDEX probonus_intents_line ON probonus_intents (tenant, line) WHERE line IS NOT NULL',
  'CREATE INDEX probonus_intents_marker ON probonus_intents (marker)',
  'CREATE INDEX probonus_intents_next ON probonus_intents (next_at) WHERE next_at IS NOT NULL',
  "CREATE INDEX probonus_intents_open ON probonus_intents (state) WHERE state IN ('INTENT', 'SENDING', 'UNKNOWN', 'STUCK')",
  'CREATE INDEX probonus_intents_alarm ON probonus_intents (alarm) WHERE alarm IS NOT NULL',
  'CREATE INDEX probonus_intents_upstream ON probonus_intents (tenant, upstream_id) WHERE upstream_id IS NOT NULL',
  'CREATE INDEX probonus_intents_measured ON probonus_intents (tenant, submitted_at) WHERE skew_ms IS NOT NULL',
  'CREATE INDEX probonus_intents_settled ON probonus_intents (settled_at) WHERE expired_at IS NULL',
  'CREATE INDEX probonus_intents_expired ON probonus_intents (expired_at) WHERE expired_at IS NOT NULL',
  'CREATE INDEX probonus_intents_submitted ON probonus_intents (submitted_at)',
  'CREATE TABLE probonus_intents_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)',
  "INSERT INTO probonus_intents_meta (name, value) VALUES ('version', '1')",
];

const EVIDENCE =
  '{"looks":3,"failures":1,"clean":0,"cleanAt":null,"count":null,"countAt":null,"audits":2,"why":null,"skewMs":null}';
const RESULT =
  '{"type":"OPERATION","operation":{"id":429,"accountId":142,"kind":"DEPOSIT","amount":15000,"createdAt":"2026-03-10T15:00:02"}}';

type OldRow = readonly (string | number | null)[];

/** One row of each kind that version 1 could leave, in the order of its columns. */
export const ROWS: readonly OldRow[] = [
  row('booked', 'SUCCEEDED', '{"kind":"CARD_DEPOSIT","cardId":142,"amount":15000,"reason":"Доставка №1024 \\u0000"}', {
    settled: 2000,
    upstream: 429,
    result: RESULT,
  }),
  row(
    'delayed',
    'STUCK',
    '{"kind":"CARD_DEPOSIT","cardId":142,"amount":{"$money":"1152921504606846976"},"reason":"x","availableFrom":"2026-04-01","expiresAt":null}',
  ),
  row('sending', 'SENDING', '{"kind":"CARD_WITHDRAW","cardId":7,"amount":1,"reason":"x"}', { line: 'card:7' }),
  row(
    'group',
    'UNKNOWN',
    // A reason that looks like properties of the move.
    '{"kind":"GROUP_WITHDRAW","groupId":3,"amount":1,"reason":"\\"cardId\\":5,\\"availableFrom\\":\\"2026-01-01\\"","availableFrom":null}',
    { line: 'group:3' },
  ),
  row(
    'group-delayed',
    'INTENT',
    '{"availableFrom":"2026-04-01","kind":"GROUP_DEPOSIT","groupId":3,"amount":1,"reason":"x"}',
  ),
  row('expired', 'SUCCEEDED', null, { settled: 2000, upstream: 430, expired: 9000 }),
];

function row(
  key: string,
  state: string,
  move: string | null,
  more: { line?: string; settled?: number; upstream?: number; result?: string; expired?: number } = {},
): OldRow {
  const { line = null, settled = null, upstream = null, result = null, expired = null } = more;
  const marker = key.toUpperCase().replace('-', '').padEnd(12, 'X');
  const skew = upstream === null ? null : -3;
  return [
    ...['saturn', 'API_KEY:site', key, 'f', marker, move, state, 'attempt', line, line === null ? 0 : 1, 1000, 11_000],
    ...[null, settled, null, EVIDENCE, upstream, skew, upstream === null ? null : 1, result, null, expired],
  ];
}

/** The `sort` and `target` that these rows get. */
export const FILLED: Readonly<Record<string, readonly [string | null, string | null]>> = {
  booked: ['CARD_DEPOSIT', 'card:142'],
  delayed: ['CARD_DEPOSIT_DELAYED', 'card:142'],
  sending: ['CARD_WITHDRAW', 'card:7'],
  group: ['GROUP_WITHDRAW', 'group:3'],
  'group-delayed': ['GROUP_DEPOSIT_DELAYED', 'group:3'],
  expired: [null, null],
};
