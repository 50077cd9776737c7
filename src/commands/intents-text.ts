import type { Alarm, IntentState, StuckReason } from '../intents/intent.ts';
import type { IntentView } from './intents-view.ts';
import { printable, textTable } from './text-table.ts';

const HEAD = ['TENANT', 'STATE', 'WHY', 'SUBMITTED AT', 'KIND', 'TARGET', 'AMOUNT', 'MARKER', 'KEY'];
const AMOUNT = HEAD.indexOf('AMOUNT');

/** The list for people. `isUsual`: of what is open or has an alarm; `isCut`: there are more. */
export function listText(
  views: readonly IntentView[],
  { isCut, isUsual }: { readonly isCut: boolean; readonly isUsual: boolean },
): string {
  if (views.length === 0) return isUsual ? 'No move is unfinished or stuck, and none has an alarm.' : 'No such move.';
  const rows = views.map(({ tenant, state, alarm, why, submittedAt, move, marker, key }) => [
    tenant,
    alarm === null ? state : `${state}/${alarm}`,
    why ?? '',
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

const STATES: Readonly<Record<IntentState, string>> = {
  INTENT: 'nothing was sent; the key is unused',
  SENDING: 'being sent, or left behind by a gateway that ended; then it is looked up once its deadline is past',
  SUCCEEDED: 'booked',
  REJECTED: 'refused by the server; final for the key',
  UNKNOWN: 'sent, answer lost; the gateway is looking for it',
  NOT_APPLIED: 'sent, and known not to have been booked; final for the key',
  STUCK: 'sent, and the gateway cannot find out what became of it; clients are told OperationPending',
};

const WHY: Readonly<Record<StuckReason, string>> = {
  CLOCK: "the server's clock does not agree with ours, or was never seen to: a row that is not found proves nothing",
  AMBIGUOUS: 'there are operations that may be this one and may not: they fit it, and do not bear its marker',
  TOO_LONG: 'it was not found, and the history is too long to be read to its end',
  UNREADABLE: 'the server has not let its operations be read for a day',
};

const ALARMS: Readonly<Record<Alarm, string>> = {
  LATE_APPLIED: 'booked after the client had been told that it was not',
  DOUBLED: 'found more than once',
};

/** All of one move, for people; with what is to be done where the gateway needs them. */
export function detailText(view: IntentView): string {
  const { move, state, alarm, why, evidence, result } = view;
  const facts: [string, string | null][] = [
    ['tenant', view.tenant],
    ['key', `${printable(view.key)}, of ${printable(view.principal)}`],
    ['marker', view.marker],
    ['state', `${state}: ${STATES[state]}`],
    ['alarm', alarm && `${alarm}: ${ALARMS[alarm]}`],
    ['why', why && `${why}: ${WHY[why]}`],
    ['move', move ? `${move.kind} of ${move.amount}, ${targetOf(move)}` : 'no longer kept'],
    ['reason', move && printable(move.reason)],
    ['available from', move?.availableFrom ?? null],
    ['expires at', move?.expiresAt ?? null],
    ['login', move?.isForeignLogin ? 'of a member of the staff' : null],
    ['submitted at', view.submittedAt],
    ['send ended by', view.deadline],
    ['settle time from', view.settleFrom],
    ['settled at', view.settledAt],
    ['looked at next', nextText(view)],
    ['key told until', view.expiredAt],
    ['looks', `${evidence.looks}, and ${evidence.failures} failed since the last that did not`],
    ['found nothing', evidence.clean > 0 ? `${evidence.clean} times in a row, since ${evidence.cleanAt}` : null],
    ['rows found', evidence.count === null ? null : `${evidence.count}, since ${evidence.countAt}`],
    ['audits', evidence.audits > 0 ? String(evidence.audits) : null],
    ['clock skew', view.clockSkewMs === null ? null : skewText(view.clockSkewMs)],
    ['reason kept', view.reasonKept === null ? null : view.reasonKept ? 'as it was sent' : 'not as it was sent'],
    ['holds its line', view.holdsLine ? `no other move of ${move ? targetOf(move) : 'it'} is sent meanwhile` : null],
    ['outcome', result && outcomeText(result)],
  ];
  const rows = facts.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  const advice = adviceOf(view);
  return `${textTable(rows)}${advice.length === 0 ? '' : `\n\n${advice.map((line) => `  ${line}`).join('\n')}`}`;
}

function targetOf({ cardId, groupId }: NonNullable<IntentView['move']>): string {
  return cardId === null ? `group ${groupId}` : `card ${cardId}`;
}

function nextText({ nextAt, state }: IntentView): string | null {
  if (nextAt !== null) return nextAt;
  return state === 'STUCK' ? 'when its client asks again; the gateway has given up by itself' : null;
}

function skewText(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const amount = [hours > 0 ? `${hours} h` : '', minutes > 0 ? `${minutes} min` : '', `${seconds % 60} s`];
  if (seconds === 0) return 'none was measured that counts';
  return `the server is ${amount.filter((part) => part !== '').join(' ')} ${ms > 0 ? 'ahead' : 'behind'}`;
}

function outcomeText(result: NonNullable<IntentView['result']>): string {
  switch (result.type) {
    case 'OPERATION': {
      const by = result.userLogin === null ? '' : ` by ${printable(result.userLogin)}`;
      return `operation ${result.id}: ${printable(result.kind)} of ${result.amount}, ${printable(result.createdAt)} there${by}`;
    }
    case 'GROUP': {
      const skipped = result.skipped === null ? 'who was left out is not known' : `${result.skipped.length} left out`;
      return `${result.processed} cards, ${result.total} in all; ${skipped}`;
    }
    case 'REFUSAL': {
      const available = result.available === null ? '' : `, ${result.available} could be withdrawn`;
      return `${result.reason}, status ${result.status}${available}`;
    }
  }
}

/** What a person can do about it; nothing where the gateway needs nobody. */
function adviceOf(view: IntentView): string[] {
  const { move, marker, state, alarm, why, nextAt } = view;
  const where = move?.cardId == null ? 'the operations of all cards' : `the operations of card ${move.cardId}`;
  if (alarm !== null)
    return [
      'What to do:',
      `Look in ProBonus for the reason that ends with #${marker}, in ${where}.`,
      alarm === 'DOUBLED'
        ? 'One operation is right; take back what is there besides, by hand.'
        : 'The client was told that it is not booked, and may have acted again with another key: take back what is too much, by hand.',
    ];
  if (state !== 'STUCK') return [];
  const next = nextAt === null ? '' : ` at its next look (${nextAt}), or`;
  return [
    'What to do:',
    `1. Search ProBonus for the reason that ends with #${marker}, in ${where}; by our clock it was sent at ${view.submittedAt}.`,
    `2. It is there: it was booked. The gateway finds it${next} as soon as the client asks again with the same key.`,
    `3. It is not there: ${why === null ? 'the next look decides.' : NOT_THERE[why]}`,
    '4. Nobody can settle it by command. While it is open the client is told OperationPending; when you are sure that nothing was',
    '   booked, the client may act again with a new key.',
  ];
}

const NOT_THERE: Readonly<Record<StuckReason, string>> = {
  CLOCK:
    "correct the server's clock, or the tenant's timeZone in the configuration, and book one move there, to be seen within 5 minutes of ours. Then the next look decides.",
  AMBIGUOUS:
    'compare the operations of that kind and amount since then with the moves you can account for. One that is left over is this one; if none is, it was not booked.',
  UNREADABLE:
    "give the gateway's login the right to read operations, or correct the dialect. Then the next look decides.",
  TOO_LONG:
    'then it was not booked, if the server shows reasons as they were sent (`intents list --all` names others).',
};
