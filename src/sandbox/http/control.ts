import type { Operation } from '../model.ts';
import { Problem } from './api-error.ts';
import type { CallLog } from './call-log.ts';
import type { FaultRule, Faults } from './faults.ts';
import { type Answer, jsonAnswer, problemAnswer } from './reply.ts';

export interface ControlOptions {
  faults: Faults;
  calls: CallLog;
  operations: () => readonly Operation[];
  reset: () => void;
}

/**
 * `/_sandbox/…`, beside the API and no part of it: what a demo or a test in another process may do to the server.
 * `faults`: POST a rule or a list of them, GET, DELETE. `calls`: GET, DELETE. `operations`: the whole ledger. `reset`: POST.
 */
export function controlAnswer(method: string, path: string, body: string, options: ControlOptions): Answer | null {
  if (!path.startsWith('/_sandbox/')) return null;
  const { faults, calls } = options;
  const ok = (value: unknown): Answer => jsonAnswer(JSON.stringify(value));
  switch (`${method} ${path.slice(10)}`) {
    case 'GET faults':
      return ok(faults.rules());
    case 'POST faults': {
      const given = parse(body);
      if (given === null) return problemAnswer(new Problem(400, 'a fault rule is a JSON object'));
      for (const rule of given) faults.add(rule);
      return ok(faults.rules());
    }
    case 'DELETE faults':
      faults.clear();
      return ok([]);
    case 'GET calls':
      return ok({ counts: calls.counts(), peak: calls.peak(), calls: calls.recent() });
    case 'DELETE calls':
      calls.clear();
      return ok({});
    case 'GET operations':
      return ok(options.operations());
    case 'POST reset':
      options.reset();
      return ok({});
    default:
      return problemAnswer(new Problem(404, 'Not Found'));
  }
}

function parse(body: string): FaultRule[] | null {
  try {
    const value: unknown = JSON.parse(body);
    const rules = Array.isArray(value) ? value : [value];
    return rules.every((rule) => typeof rule === 'object' && rule !== null) ? rules : null;
  } catch {
    return null;
  }
}
