import type { FaultRule } from './faults.ts';

/** A failure that a client can cause at will. */
export interface Rehearsal {
  /** What to send. */
  readonly send: string;
  /** What the server does then. */
  readonly what: string;
  /** What a client of the gateway gets. */
  readonly answer: string;
  /** Absent where the data are such. */
  readonly rule?: FaultRule;
}

const MOVES = 'operations.*';

/** Amounts and phones that make the emulated server fail, each in its own way, as often as they are sent. The gateway knows none of them. */
export const REHEARSALS: readonly Rehearsal[] = [
  {
    send: 'amount 13.01',
    what: 'books, and cuts the connection before it responds',
    answer: 'the payload, after a lookup; OperationPending before, where the lookup takes long',
    rule: { operationId: MOVES, amount: '13.01', phase: 'after', do: 'reset' },
  },
  {
    send: 'amount 13.02',
    what: 'cuts the connection, and books nothing',
    answer:
      'OperationPending; with the same key some ten seconds later OperationNotAppliedError. Deposit 1.00 before: that nothing was booked is believed only where another booked move is seen',
    rule: { operationId: MOVES, amount: '13.02', do: 'reset' },
  },
  {
    send: 'amount 13.03',
    what: 'refuses for a reason of its own',
    answer: 'error UPSTREAM_REJECTED',
    rule: { operationId: MOVES, amount: '13.03', do: 'status', status: 400, body: { detail: 'Операция запрещена' } },
  },
  {
    send: 'amount 13.04',
    what: 'the card was blocked a moment ago, and stays so: cardUnblock ends it',
    answer: 'CardBlockedError',
    rule: { operationId: MOVES, amount: '13.04', do: 'block' },
  },
  {
    send: 'amount 13.05',
    what: 'turns the request away unread',
    answer: 'error UPSTREAM_UNAVAILABLE; nothing was booked, the key is unused',
    rule: {
      operationId: MOVES,
      amount: '13.05',
      do: 'status',
      status: 429,
      headers: { 'retry-after': '2' },
      body: { detail: 'Too Many Requests' },
    },
  },
  {
    send: 'amount 13.06',
    what: 'books, and takes three seconds',
    answer: 'the payload, after three seconds',
    rule: { operationId: MOVES, amount: '13.06', latencyMs: 3000, phase: 'after' },
  },
  {
    send: 'phone +7 900 999-13-99',
    what: 'takes three seconds to look for it',
    answer: 'null, after three seconds',
    rule: { phone: '79009991399', latencyMs: 3000 },
  },
  {
    send: 'phone +7 900 999-13-98',
    what: 'fails when it is looked for or registered',
    answer: 'error UPSTREAM_UNAVAILABLE',
    rule: { phone: '79009991398', do: 'status', status: 503, body: { detail: 'Service Unavailable' } },
  },
  {
    send: 'phone +7 900 000-10-02',
    what: 'has a family that shares it',
    answer: 'error BAD_USER_INPUT, reason AMBIGUOUS',
  },
];

export const REHEARSAL_RULES: readonly FaultRule[] = REHEARSALS.flatMap(({ rule }) => rule ?? []);
