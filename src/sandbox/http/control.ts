import type { FaultRules } from '../failures/faults.ts';
import { readFaultRules } from '../failures/read-faults.ts';
import type { Operation } from '../model.ts';
import { ApiError, badRequest } from './api-error.ts';
import type { CallLog } from './call-log.ts';
import { errorReply, type HttpReply, jsonReply } from './reply.ts';

export interface ControlOptions {
  faults: FaultRules;
  calls: CallLog;
  operations: () => readonly Operation[];
  reset: () => void;
}

/**
 * `/_sandbox/…`, beside the API and no part of it: control for a demo or a test in another process. Null for other paths.
 * `faults`: POST a rule or a list of them, GET, DELETE. `calls`: GET, DELETE. `operations`: the whole ledger. `reset`: POST.
 */
export function controlReply(method: string, path: string, body: string, options: ControlOptions): HttpReply | null {
  if (!path.startsWith('/_sandbox/')) return null;
  const { faults, calls } = options;
  const ok = (value: unknown): HttpReply => jsonReply(JSON.stringify(value));
  switch (`${method} ${path.slice(10)}`) {
    case 'GET faults':
      return ok(faults.rules());
    case 'POST faults': {
      const rules = readFaultRules(parse(body));
      if ('fault' in rules) return errorReply(badRequest(rules.fault));
      for (const rule of rules) faults.add(rule);
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
      return errorReply(new ApiError(404, 'Not Found'));
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
