import type { Random } from '../seed/random.ts';
import type { RecordedCall } from './call-log.ts';

/**
 * One way to be a bad server. A rule matches by operation (`operations.*` too), method and path; `after` lets the
 * operation do its work first. Several rules may meet in one request: latencies add up, the first `do` wins.
 */
export interface FaultRule {
  operationId?: string;
  method?: string;
  /** A part of the path below the base path. */
  path?: string;
  /** How many matching requests to leave alone first. @default 0 */
  skip?: number;
  /** How many times to act; then the rule is spent. @default without end */
  times?: number;
  /** 0-1, drawn from the sandbox's seeded numbers. @default 1 */
  probability?: number;
  /** Before or after the operation took effect. Faults of the body alone are always after. @default 'before' */
  phase?: 'before' | 'after';
  /** Milliseconds of real time before anything is answered, whatever else is done. */
  latencyMs?: number;
  /** Adds up to so many milliseconds more, seeded. */
  jitterMs?: number;
  do?: FaultAction;
  /** For `status`. */
  status?: number;
  /** For `status`: sent as it is when a text, else as JSON. */
  body?: unknown;
  /** For `status`, and added to spoilt bodies: `{ "retry-after": "2" }`. */
  headers?: Record<string, string>;
  /** For `cut`, `huge` and `drip`. */
  bytes?: number;
  /** For `drip`: between two pieces. @default 100 */
  everyMs?: number;
}

/**
 * status: another answer. reset: RST. close: FIN without an answer. hang: silence until the client gives up.
 * cut: the answer ends after `bytes`. headers: the head alone, then silence. garbage, html, empty, contentType, huge:
 * 200 (html: 502) with that body. drip: the true body, `bytes` at a time.
 */
export type FaultAction =
  | 'status'
  | 'reset'
  | 'close'
  | 'hang'
  | 'cut'
  | 'headers'
  | 'garbage'
  | 'html'
  | 'empty'
  | 'contentType'
  | 'huge'
  | 'drip';

export interface Verdict {
  /** To wait before the operation, and between it and the answer. */
  waitBefore: number;
  waitAfter: number;
  /** The rule whose `do` is to be done. */
  rule: FaultRule | null;
  /** Whether the operation takes effect. */
  applies: boolean;
}

export interface Faults {
  /** Returns a function that takes the rule away again. */
  add(rule: FaultRule): () => void;
  rules(): readonly FaultRule[];
  clear(): void;
  judge(call: Pick<RecordedCall, 'operationId' | 'method' | 'path'>): Verdict;
}

/** These need the true answer, so the operation must have been done. */
const OF_THE_BODY: ReadonlySet<FaultAction> = new Set(['cut', 'drip', 'contentType']);

export function createFaults(random: Random): Faults {
  let live: { rule: FaultRule; seen: number; done: number }[] = [];
  return {
    add(rule) {
      const entry = { rule, seen: 0, done: 0 };
      live.push(entry);
      return () => {
        live = live.filter((other) => other !== entry);
      };
    },
    rules: () => live.map(({ rule }) => rule),
    clear() {
      live = [];
    },
    judge(call) {
      const verdict: Verdict = { waitBefore: 0, waitAfter: 0, rule: null, applies: true };
      for (const entry of live) {
        const { rule } = entry;
        if (!matches(rule, call) || entry.seen++ < (rule.skip ?? 0)) continue;
        if (rule.times !== undefined && entry.done >= rule.times) continue;
        if (rule.probability !== undefined && !random.chance(rule.probability)) continue;
        if (rule.do !== undefined && verdict.rule !== null) continue;
        entry.done++;
        const wait = (rule.latencyMs ?? 0) + (rule.jitterMs ? random.int(0, rule.jitterMs) : 0);
        verdict[rule.phase === 'after' ? 'waitAfter' : 'waitBefore'] += wait;
        if (rule.do === undefined) continue;
        verdict.rule = rule;
        verdict.applies = rule.phase === 'after' || OF_THE_BODY.has(rule.do);
      }
      return verdict;
    },
  };
}

function matches(rule: FaultRule, call: Pick<RecordedCall, 'operationId' | 'method' | 'path'>): boolean {
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
