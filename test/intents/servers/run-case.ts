import type { Alarm } from '../../../src/intents/intent.ts';
import { manualClock } from '../../kit/clock.ts';
import { localTime } from './books.ts';
import { openMoves } from './gateway.ts';
import type { Kind } from './kinds.ts';
import { createLedgerServer } from './ledger-server.ts';
import { FAULTS, type FaultCase, type FaultName, MOVES, type MoveName } from './moves.ts';
import { falsehood, nameOf, type Told, type Truth } from './truth.ts';

/** A kind of server, a move, and what happens to it. */
export interface Case {
  readonly kind: Kind;
  readonly move: MoveName;
  readonly fault: FaultName;
}

const START = Date.parse('2026-03-10T12:00:00Z');
const DAY_MS = 24 * 3_600_000;
/** Uneven kopecks, which no other move has. */
const AMOUNT = 1005;
/** The case's card and group; those of the moves before and after it. */
const OWN = 1;
const [BEFORE, AFTER, DEPOSITED, INTO] = [2, 3, 4, 5];
const KEY = 'the-move-of-this-case';
/** Past a first lookup, an audit, the settle time and the lookups that prove absence, those of a group, further audits. */
const LEAPS_MS = [
  1000,
  4000,
  62_000,
  605_000,
  35_000,
  35_000,
  605_000,
  605_000,
  35_000,
  3_601_000,
  35_000,
  DAY_MS,
  35_000,
  35_000,
];
const AN_HOUR = LEAPS_MS.indexOf(3_601_000);

/** Runs one case to its end, and says what came of it: see `expected.ts`. */
export async function runCase({ kind, move, fault }: Case): Promise<string> {
  const { hasTwin, unaskedMs = 0, isUnsent }: FaultCase = FAULTS[fault];
  const clock = manualClock(START);
  const server = await createLedgerServer({ clock, behaviour: kind.how });
  const gateway = await openMoves(server, clock);
  const tomorrow = localTime(START + DAY_MS).slice(0, 10);
  const answers = new Map<string, Told[]>();
  const lies: string[] = [];

  const truthOf = (reason: string, asked: number): Truth => {
    const own = server.posts.flatMap((post, at) => (post.reason.startsWith(`${reason} #`) ? [at + 1] : []));
    const rows = server.rows.filter(({ posts }) => posts.some((number) => own.includes(number)));
    const booked = own.filter((number) => rows.some(({ posts }) => posts.includes(number))).length;
    return { asked, sent: own.length, booked, rows, isRefused: FAULTS[fault].answers === 400 };
  };
  const ask = async (
    key: string,
    name: MoveName,
    target: number,
    amount: number,
    reason = `Заказ ${key}`,
  ): Promise<Told> => {
    const told = await gateway.ask(
      key,
      MOVES[name](target, amount, reason, tomorrow),
      isUnsent && key === KEY && !answers.has(KEY),
    );
    const before = answers.get(key) ?? [];
    const lie = falsehood(told, truthOf(reason, amount), before);
    // What is told of the other moves, other cases show.
    if (lie !== null && key === KEY) lies.push(lie);
    answers.set(key, [...before, told]);
    return told;
  };
  const reason = kind.ownReason ?? 'Заказ 17';
  const askOwn = () => ask(KEY, move, OWN, AMOUNT, reason);

  if (!kind.isNew) {
    await ask('before-own', move, OWN, 300);
    await gateway.pass(1000);
    await ask('before', move, BEFORE, 700);
    await gateway.pass(1000);
  }
  // What a deposit shows last is not true of every move.
  await ask('deposited', 'deposit', DEPOSITED, 500);
  await gateway.pass(61_000);
  if (server.behaviour.losesNewest) server.loseNewest();
  if (server.behaviour.losesReasons) server.loseReasons();
  if (server.behaviour.stallMs > 0) server.stall(server.behaviour.stallMs);

  server.fault(FAULTS[fault], () => {
    if (server.behaviour.mergesCards) server.mergeCards(OWN, INTO);
  });
  const sentAt = clock.now();
  await askOwn();
  if (hasTwin) server.bookAtTill(OWN, move.endsWith('deposit') ? 1 : -1, AMOUNT, reason);
  for (const [at, leap] of LEAPS_MS.entries()) {
    await gateway.pass(leap);
    if (at === (kind.isNew ? AN_HOUR : 1)) await ask('after', move, AFTER, 1100);
    if (clock.now() - sentAt >= unaskedMs) await askOwn();
  }
  return outcomeOf(await askOwn());

  async function outcomeOf(last: Told): Promise<string> {
    const row = await gateway.rowOf(KEY);
    const alarm = row?.alarm ?? null;
    const lie = lies[0] ?? falseAlarm(alarm, truthOf(reason, AMOUNT));
    if (lie) return `FALSE (${lie})`;
    const name = nameOf(last);
    if (name === 'PENDING')
      return row?.state === 'STUCK' ? `STUCK (${row.evidence.why})` : `UNFINISHED (${row?.state})`;
    return `${NAMES[name] ?? name}${alarm === null ? '' : '!'}`;
  }
}

const NAMES: Readonly<Record<string, string>> = {
  GROUP_BOOKED: 'BOOKED',
  REFUSED: 'REJECTED',
  UNAVAILABLE: 'TURNED AWAY',
};

function falseAlarm(alarm: Alarm | null, { booked, rows, asked }: Truth): string | null {
  const whole = rows.filter(({ amount }) => Math.abs(amount) === asked).map(({ accountId }) => accountId);
  const isTrue = alarm === null || (alarm === 'DOUBLED' ? new Set(whole).size < whole.length : booked > 0);
  return isTrue ? null : `alarm ${alarm}, booked ${booked} times`;
}
