import { parseMoney } from '../../lib/decimal.ts';
import { isRecord } from '../../lib/is-record.ts';
import type { RecordedCall } from '../http/call-log.ts';
import type { Random } from '../seed/random.ts';

/**
 * One fault of the server. A rule matches by operation (`operations.*` too), method and path; with `after` the
 * operation takes effect first. Several rules may match one request: latencies add up, the first `do` wins.
 */
export interface FaultRule {
  operationId?: string;
  method?: string;
  /** A part of the path below the base path. */
  path?: string;
  /** In roubles, such as `13.01`: requests that move this amount to or from one card. */
  amount?: string;
  /** Digits, such as `79009991399`: requests that look for this phone or register it. */
  phone?: string;
  /** Matching requests to pass over first. @default 0 */
  skip?: number;
  /** Requests to act on; then the rule is spent. @default without end */
  times?: number;
  /** 0-1, drawn from the sandbox's seeded numbers. @default 1 */
  probability?: number;
  /** Before or after the operation took effect. Faults of the body alone are always after. @default 'before' */
  phase?: 'before' | 'after';
  /** Milliseconds of real time before the reply, whatever `do` says. */
  latencyMs?: number;
  /** Up to so many milliseconds more, drawn from the seeded numbers. */
  jitterMs?: number;
  do?: FaultAction;
  /** For `status`. */
  status?: number;
  /** For `status`: a string is sent as it is, any other value as JSON. */
  body?: unknown;
  /** For `status`, and added to changed bodies: `{ "retry-after": "2" }`. */
  headers?: Record<string, string>;
  /** For `cut`, `huge`, `drip` and `inflate`. */
  bytes?: number;
  /** For `compress`. @default 'gzip' */
  encoding?: 'gzip' | 'deflate' | 'br';
  /** For `drip`: milliseconds between two pieces. @default 100 */
  everyMs?: number;
}

/**
 * status: another reply. reset: RST. close: FIN without a reply. hang: silence until the client gives up.
 * cut: the reply ends after `bytes`. headers: the head alone, then silence. garbage, html, empty, contentType, huge:
 * 200 (html: 502) with that body. drip: the true body, `bytes` at a time. compress: the true body in an encoding that nobody
 * asked for. inflate: a few bytes of gzip that become `bytes` of spaces. block: the card is blocked first, and stays so.
 */
export const FAULT_ACTIONS = [
  'status',
  'reset',
  'close',
  'hang',
  'cut',
  'headers',
  'garbage',
  'html',
  'empty',
  'contentType',
  'huge',
  'drip',
  'compress',
  'inflate',
  'block',
] as const;
export type FaultAction = (typeof FAULT_ACTIONS)[number];

/** The faults of one request. */
export interface MatchedFaults {
  /** Milliseconds before the operation, and between operation and reply. */
  waitBefore: number;
  waitAfter: number;
  /** The rule whose `do` applies. */
  rule: FaultRule | null;
  /** Whether the operation runs. */
  takesEffect: boolean;
}

type MatchedCall = Pick<RecordedCall, 'operationId' | 'method' | 'path'>;

/** What a request asks, in the contract's words; null where it cannot be read. */
export type ReadRequest = () => { params: Record<string, unknown>; body: unknown } | null;

export interface FaultRules {
  /** Returns a function that removes the rule. */
  add(rule: FaultRule): () => void;
  rules(): readonly FaultRule[];
  clear(): void;
  matchFaults(call: MatchedCall, read?: ReadRequest): MatchedFaults;
}

/** Faults of the true reply: the operation must have run. */
const OF_THE_BODY: ReadonlySet<FaultAction> = new Set(['cut', 'drip', 'contentType', 'compress', 'block']);

export function createFaultRules(random: Random): FaultRules {
  let active: { rule: FaultRule; seen: number; done: number }[] = [];
  return {
    add(rule) {
      const entry = { rule, seen: 0, done: 0 };
      active.push(entry);
      return () => {
        active = active.filter((other) => other !== entry);
      };
    },
    rules: () => active.map(({ rule }) => rule),
    clear() {
      active = [];
    },
    matchFaults(call, read = () => null) {
      const matched: MatchedFaults = { waitBefore: 0, waitAfter: 0, rule: null, takesEffect: true };
      for (const entry of active) {
        const { rule } = entry;
        if (!matches(rule, call) || !bears(rule, read) || entry.seen++ < (rule.skip ?? 0)) continue;
        if (rule.times !== undefined && entry.done >= rule.times) continue;
        if (rule.probability !== undefined && !random.chance(rule.probability)) continue;
        if (rule.do !== undefined && matched.rule !== null) continue;
        entry.done++;
        const wait = (rule.latencyMs ?? 0) + (rule.jitterMs ? random.int(0, rule.jitterMs) : 0);
        matched[rule.phase === 'after' ? 'waitAfter' : 'waitBefore'] += wait;
        if (rule.do === undefined) continue;
        matched.rule = rule;
        matched.takesEffect = rule.phase === 'after' || OF_THE_BODY.has(rule.do);
      }
      return matched;
    },
  };
}

function matches(rule: FaultRule, call: MatchedCall): boolean {
  const { operationId, method, path } = rule;
  if (operationId !== undefined) {
    const wanted = operationId.endsWith('*')
      ? call.operationId?.startsWith(operationId.slice(0, -1))
      : call.operationId === operationId;
    if (!wanted) return false;
  }
  return (
    (method === undefined || method.toUpperCase() === call.method) && (path === undefined || call.path.includes(path))
  );
}

/** Whether a request bears the amount and the phone of a rule. Requests are read only where a rule has one. */
function bears({ amount, phone }: FaultRule, read: ReadRequest): boolean {
  if (amount === undefined && phone === undefined) return true;
  const request = read();
  if (!request) return false;
  const body = isRecord(request.body) ? request.body : {};
  const { params } = request;
  const phones = [params.phone, params.identifier, params.value, ...(Array.isArray(body.phones) ? body.phones : [])];
  return (
    (amount === undefined || ('accountId' in body && body.amount === parseMoney(amount))) &&
    (phone === undefined || phones.includes(phone))
  );
}
