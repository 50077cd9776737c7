import { type Clock, sleep } from '../../lib/clock.ts';
import type { Api } from './api.ts';
import { ApiError } from './api-error.ts';
import { applyFault, writeReply } from './apply-fault.ts';
import { type ControlOptions, controlReply } from './control.ts';
import { docsReply } from './docs.ts';
import type { Router } from './endpoints.ts';
import type { HandleRequest } from './listen.ts';
import { errorReply, type HttpReply, jsonReply } from './reply.ts';

export interface HandlerOptions {
  basePath: string;
  router: Router;
  api: Api;
  now: () => number;
  faultClock: Clock;
  /** The text of `/openapi.json`; null: 404. */
  document: () => string | null;
  control: ControlOptions;
}

/** The whole server: documents and control at the root, the API below the base path, faults between it and the client. */
export function createHandler({
  basePath,
  router,
  api,
  now,
  faultClock,
  document,
  control,
}: HandlerOptions): HandleRequest {
  const { calls, faults } = control;

  const atRoot = async (method: string, path: string, body: string): Promise<HttpReply> => {
    const text = method === 'GET' && path === '/openapi.json' ? document() : null;
    if (text !== null) return jsonReply(text);
    const reply = controlReply(method, path, body, control) ?? (method === 'GET' ? await docsReply(path) : null);
    return reply ?? errorReply(new ApiError(404, 'Not Found'));
  };

  const wait = async (ms: number): Promise<void> => {
    if (ms > 0) await sleep(faultClock, ms);
  };

  return async (request, response, url, body) => {
    // The server's own clock, as in the times of its replies.
    response.setHeader('date', new Date(now()).toUTCString());
    const method = request.method ?? 'GET';
    if (!url.pathname.startsWith(`${basePath}/`)) return writeReply(response, await atRoot(method, url.pathname, body));
    const path = url.pathname.slice(basePath.length);
    const match = router(method, path);
    const call = calls.start({
      operationId: match.kind === 'found' ? match.endpoint.operationId : null,
      method,
      path,
      query: Object.fromEntries(url.searchParams),
      body: null,
      login: null,
      at: now(),
    });
    response.once('close', () => calls.end(call));
    const fault = faults.matchFaults(call);
    await wait(fault.waitBefore);
    const reply = fault.takesEffect ? api(request, match, url, body, call) : jsonReply('');
    await wait(fault.waitAfter);
    if (fault.rule) call.status = await applyFault(response, fault.rule, reply, faultClock);
    else {
      call.status = reply.status;
      writeReply(response, reply);
    }
  };
}
