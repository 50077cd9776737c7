import type { ServerResponse } from 'node:http';
import { type Clock, sleep } from '../../lib/clock.ts';
import type { Api } from './api.ts';
import { Problem } from './api-error.ts';
import { spoil, write } from './apply-fault.ts';
import type { CallLog } from './call-log.ts';
import { type ControlOptions, controlAnswer } from './control.ts';
import { docsAnswer } from './docs.ts';
import type { Router } from './endpoints.ts';
import type { Faults } from './faults.ts';
import type { Handle } from './listen.ts';
import { type Answer, jsonAnswer, problemAnswer } from './reply.ts';

export interface HandlerOptions {
  basePath: string;
  router: Router;
  api: Api;
  now: () => number;
  calls: CallLog;
  faults: Faults;
  faultClock: Clock;
  /** The text of `/openapi.json`; null: there is none. */
  document: string | null;
  control: ControlOptions;
}

/** The whole server: documents and control at the root, the API below the base path, faults between it and the client. */
export function createHandler(options: HandlerOptions): Handle {
  const { basePath, router, api, calls, faults, faultClock } = options;

  const atRoot = async (method: string, path: string, body: string): Promise<Answer> => {
    if (method === 'GET' && path === '/openapi.json' && options.document !== null) return jsonAnswer(options.document);
    const answer =
      controlAnswer(method, path, body, options.control) ?? (method === 'GET' ? await docsAnswer(path) : null);
    return answer ?? problemAnswer(new Problem(404, 'Not Found'));
  };

  const wait = async (ms: number): Promise<void> => {
    if (ms > 0) await sleep(faultClock, ms);
  };

  return async (request, response: ServerResponse, url, body) => {
    // By the server's own clock, like the times in its answers.
    response.setHeader('date', new Date(options.now()).toUTCString());
    const method = request.method ?? 'GET';
    if (!url.pathname.startsWith(`${basePath}/`)) return write(response, await atRoot(method, url.pathname, body));
    const path = url.pathname.slice(basePath.length);
    const match = router(method, path);
    const call = calls.start({
      operationId: match.kind === 'found' ? match.endpoint.operationId : null,
      method,
      path,
      query: Object.fromEntries(url.searchParams),
      body: null,
      login: null,
      at: options.now(),
    });
    response.once('close', () => calls.end(call));
    const verdict = faults.judge(call);
    await wait(verdict.waitBefore);
    const answer = verdict.applies ? api(request, match, url, body, call) : jsonAnswer('');
    await wait(verdict.waitAfter);
    if (verdict.rule) call.status = await spoil(response, verdict.rule, answer, faultClock);
    else {
      call.status = answer.status;
      write(response, answer);
    }
  };
}
