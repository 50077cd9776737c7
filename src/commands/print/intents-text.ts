import type { Alarm, IntentState, StuckReason } from '../../intents/intent.ts';
import type { SettlementEntry } from '../../intents/settlement.ts';
import type { IntentView } from './intents-view.ts';
import { printable, textTable } from './text-table.ts';

const HEAD = ['TENANT', 'STATE', 'WHY', 'SUBMITTED AT', 'KIND', 'TARGET', 'AMOUNT', 'MARKER', 'KEY'];
const AMOUNT = HEAD.indexOf('AMOUNT');

/** The list for people. `isUsual`: open moves and alarms only; `isCut`: there are more rows. */
export function listText(
  views: readonly IntentView[],
  { isCut, isUsual }: { readonly isCut: boolean; readonly isUsual: boolean },
): string {
  if (views.length === 0) return isUsual ? 'No move is unfinished, stuck or has an alarm.' : 'No such move.';
  const rows = views.map(({ tenant, state, alarm, why, submittedAt, move, marker, key, settlement }) => [
    tenant,
    alarm === null ? state : `${state}/${alarm}`,
    why ?? lastDecision(settlement),
    submittedAt,
    move?.kind ?? '',
    move ? targetOf(move) : '',
    move?.amount ?? '',
    marker,
    printable(key),
  ]);
  const table = textTable([HEAD, ...rows], [AMOUNT]);
  return isCut ? `${table}\n\nThese are the newest ${views.length}; --limit shows more.` : table;
}

function lastDecision(settlement: IntentView['settlement']): string {
  const last = settlement.at(-1);
  return last ? `${last.action}${last.by === null ? '' : ` by ${printable(last.by)}`}` : '';
}

const STATES: Readonly<Record<IntentState, string>> = {
  INTENT: 'not sent; the key is unused',
  SENDING: 'being sent, or interrupted by the end of a gateway; the gateway looks it up after the deadline',
  SUCCEEDED: 'booked',
  REJECTED: 'rejected by the server; final for the key',
  UNKNOWN: 'sent, response lost; the gateway is looking it up',
  NOT_APPLIED: 'not booked; final for the key',
  STUCK: 'sent, and the gateway cannot decide the outcome; clients get OperationPending',
  WAITING: 'a reversal that waits for the outcome of its original; nothing was sent',
  CLOSED: 'closed by a reversal before it was sent; final for the key',
};

const WHY: Readonly<Record<StuckReason, string>> = {
  BLIND:
    'the lists of the server do not show moves that are surely booked, or none of this sort is known to be booked yet',
  CHANGED: 'the operation of another move of this card shows another amount than was booked; this move may be in it',
  AMBIGUOUS: 'operations may be this move or another: they lack its marker, or do not make its amount',
  TOO_LONG: 'it was not found, and the history is too long to read to its end',
  SERVER: 'it was sent to another server than the configuration names now',
  MEANING: 'amounts had another unit or kind in the configuration when it was sent',
  UNREADABLE: 'the operations of the server could not be read for a day',
  ORPHAN: 'an operation that the log did not know when it was adopted may be this move',
};

const ALARMS: Readonly<Record<Alarm, string>> = {
  LATE_APPLIED: 'booked after the client got the answer that it was not',
  MAYBE_APPLIED: 'the client got the answer that it was not booked, and an operation of nobody came that may be it',
  DOUBLED: 'found more than once',
  REVERSAL_REFUSED: 'its original is booked, but the server refused to take it back',
  OTHER_ROW: 'the server answered with another operation than the one that it booked',
  OTHER_AMOUNT: 'the operations on the server do not make the amount that was told',
  ORPHAN: 'an operation on the server that the log did not know when it was adopted',
};

/** Every detail of one move for people, with instructions where the gateway needs them. */
export function detailText(view: IntentView): string {
  const { move, state, alarm, why, evidence, result } = view;
  const facts: [string, string | null][] = [
    ['tenant', view.tenant],
    ['key', `${printable(view.key)}, of ${printable(view.principal)}`],
    ['marker', view.marker],
    [
      'state',
      `${state}: ${isOrphan(view) ? 'not sent; waits for you, and clients get OperationPending' : STATES[state]}`,
    ],
    ['alarm', alarm && `${alarm}: ${ALARMS[alarm]}`],
    ['why', why && `${why}: ${WHY[why]}`],
    ['move', move ? `${move.kind} of ${move.amount}, ${targetOf(move)}` : 'no longer kept'],
    ['takes back', view.reverses && `key ${printable(view.reverses)}`],
    ['reason', move && printable(move.reason)],
    ['available from', move?.availableFrom ?? null],
    ['expires at', move?.expiresAt ?? null],
    ['submitted at', view.submittedAt],
    ['send ended by', view.deadline],
    ['settle time from', view.settleFrom],
    ['settled at', view.settledAt],
    ['next lookup', nextText(view)],
    ['key expired at', view.expiredAt],
    ['lookups', `${evidence.looks}; ${evidence.failures} failed since the last success`],
    ['not found', evidence.clean > 0 ? `${evidence.clean} times in a row, since ${evidence.cleanAt}` : null],
    ['rows found', evidence.count === null ? null : `${evidence.count}, since ${evidence.countAt}`],
    ['operations seen', evidence.otherIds?.join(', ') ?? null],
    ['audits', evidence.audits > 0 ? String(evidence.audits) : null],
    ['reason returned', view.reasonKept === null ? null : view.reasonKept ? 'as sent' : 'changed'],
    ['blocks', view.holdsLine ? `other moves of ${move ? targetOf(move) : 'its card or group'}` : null],
    ['outcome', result && outcomeText(result)],
    ...view.settlement.map((entry): [string, string] => ['decided', decisionText(entry)]),
  ];
  const rows = facts.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  const advice = adviceOf(view);
  return `${textTable(rows)}${advice.length === 0 ? '' : `\n\n${advice.map((line) => `  ${line}`).join('\n')}`}`;
}

function targetOf({ cardId, groupId }: NonNullable<IntentView['move']>): string {
  return cardId === null ? `group ${groupId}` : `card ${cardId}`;
}

function isOrphan({ state, why }: IntentView): boolean {
  return state === 'STUCK' && why === 'ORPHAN';
}

function nextText(view: IntentView): string | null {
  const { nextAt, state } = view;
  if (nextAt !== null || isOrphan(view)) return nextAt;
  return state === 'STUCK' ? 'only when the client repeats the request' : null;
}

const ACTIONS: Readonly<Record<SettlementEntry['action'], string>> = {
  BOOKED: 'settled as booked',
  NOT_BOOKED: 'settled as not booked',
  ACKNOWLEDGED: 'alarm acknowledged',
  ADOPTED: 'taken into the log',
  EXPIRED: 'alarm put away with the content of its move',
};

function decisionText({ at, action, by, because, alarm, seen }: IntentView['settlement'][number]): string {
  const parts = [
    `${at}: ${ACTIONS[action]}${alarm === null ? '' : ` (${alarm})`}${by === null ? '' : ` by ${printable(by)}`}`,
    ...(because === null ? [] : [`because: ${printable(because)}`]),
    ...(seen === null ? [] : [`seen: ${printable(seen)}`]),
  ];
  return parts.join('; ');
}

function outcomeText(result: NonNullable<IntentView['result']>): string {
  switch (result.type) {
    case 'OPERATION': {
      const by = result.userLogin === null ? '' : ` by ${printable(result.userLogin)}`;
      return `operation ${result.id}: ${printable(result.kind)} of ${result.amount}, server time ${printable(result.createdAt)}${by}`;
    }
    case 'GROUP': {
      const skipped = result.skipped === null ? 'skipped cards unknown' : `${result.skipped.length} skipped`;
      return `${result.processed} cards, ${result.total} in total; ${skipped}`;
    }
    case 'NOTHING':
      return `nothing to take back: the original is ${result.originalState ?? 'a key that was never used'}`;
    case 'REFUSAL': {
      const available = result.available === null ? '' : `, ${result.available} available`;
      return `${result.reason}, status ${result.status}${available}`;
    }
  }
}

const TO_DO: Readonly<Record<Exclude<Alarm, 'ORPHAN'>, string>> = {
  LATE_APPLIED:
    'The client got the answer that it is not booked, and may have repeated it with another key: reverse what is too much by hand.',
  MAYBE_APPLIED:
    'Look at the operations seen: if none of them was booked at the till, one is this move, and its client may have repeated it.',
  DOUBLED: 'One operation is right; reverse the others by hand.',
  OTHER_ROW: 'The client got the right outcome with the operation of another move: compare both in ProBonus.',
  REVERSAL_REFUSED: 'Its original is booked and was not taken back: take it back by hand, if it is still wanted.',
  OTHER_AMOUNT: 'The client got another amount than the card: book or reverse the difference by hand.',
};

/** Instructions for a person; empty where the gateway needs none. */
function adviceOf(view: IntentView): string[] {
  const { move, marker, state, alarm, why, nextAt } = view;
  const where = move?.cardId == null ? 'the operations of all cards' : `the operations of card ${move.cardId}`;
  if (alarm === 'ORPHAN')
    return [
      'What to do:',
      'A gateway booked it, and the log that knew it is lost. A move of its card, sign and amount is STUCK until you settle it.',
      `If no client will ask for it again: probonus-gateway intents ack ${marker}`,
    ];
  if (alarm !== null)
    return [
      'What to do:',
      `Search ProBonus for the reason that ends with #${marker}, in ${where}.`,
      TO_DO[alarm],
      `When it is done: probonus-gateway intents ack ${marker}`,
    ];
  if (state !== 'STUCK') return [];
  if (why === 'ORPHAN')
    return [
      'What to do:',
      '1. Look at the moves with the alarm ORPHAN (`intents list`) of this card, sign and amount: one may be this move.',
      `2. If it is: probonus-gateway intents settle ${marker} --booked OPERATION_ID`,
      `3. If it is another one: probonus-gateway intents settle ${marker} --not-booked --because "…"; its client may act with a new`,
      '   key, once the ORPHAN is acknowledged (`intents ack`) or settled.',
    ];
  const next = nextAt === null ? '' : ` at its next lookup (${nextAt}), or`;
  return [
    'What to do:',
    `1. Search ProBonus for the reason that ends with #${marker}, in ${where}; by our clock it was sent at ${view.submittedAt}.`,
    `2. If you find it, it was booked. The gateway finds it${next} as soon as the client repeats the request with the same key.`,
    `   If it bears no marker: probonus-gateway intents settle ${marker} --booked OPERATION_ID`,
    `3. If you do not find it: ${why === null ? 'the next lookup decides.' : NOT_FOUND[why]}`,
    `4. When you are sure that nothing was booked: probonus-gateway intents settle ${marker} --not-booked --because "…"`,
    '   Until then its client gets OperationPending; after it OperationNotAppliedError, and may act with a new key.',
  ];
}

const NOT_FOUND: Readonly<Record<StuckReason, string>> = {
  BLIND:
    "let the gateway's login see all operations, or wait: the next move of this kind that is booked and seen decides it.",
  CHANGED:
    "compare the card's balance with the moves you can account for: a difference of this amount means that it was booked.",
  AMBIGUOUS:
    'compare the operations of that kind and amount since then with the moves you can account for. One left over is this one; if none is left, it was not booked.',
  TOO_LONG: 'it was not booked, if the server returns reasons as sent (compare others of `intents list --all`).',
  SERVER: 'search the server that it was sent to; configured again, that server decides it.',
  MEANING: 'compare the amounts by hand; with the former money lines in the configuration the next lookup decides.',
  UNREADABLE: "allow the gateway's login to read operations, or correct the dialect. Then the next lookup decides.",
  ORPHAN: 'it was not booked.',
};
