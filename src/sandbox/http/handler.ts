import { type Clock, sleep } from '../../lib/clock.ts';
import { isRecord } from '../../lib/is-record.ts';
import { applyFault, writeReply } from '../failures/apply-fault.ts';
import type { Api } from './api.ts';
import { ApiError } from './api-error.ts';
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
    const reply =
      controlReply(method, path, body, control) ?? (method === 'GET' ? await docsReply(path, faults.rules()) : null);
    return reply ?? errorReply(new ApiError(404, 'Not Found'));
  };

  const wait = async (ms: number): Promise<void> => {
    if (ms > 0) await sleep(faultClock, ms);
  };

  const blockCard = (body: unknown): void => {
    const id = isRecord(body) ? body.accountId : undefined;
    if (typeof id === 'number') api.block(id);
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
    const read = () => api.read(request, match, url, body);
    const fault = faults.matchFaults(call, read);
    await wait(fault.waitBefore);
    if (fault.rule?.do === 'block') blockCard(read()?.body);
    const reply = fault.takesEffect ? api.reply(request, match, url, body, call) : jsonReply('');
    await wait(fault.waitAfter);
    if (fault.rule) call.status = await applyFault(response, fault.rule, reply, faultClock);
    else {
      call.status = reply.status;
      writeReply(response, reply);
    }
  };
}
