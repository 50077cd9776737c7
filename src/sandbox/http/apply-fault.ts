import type { ServerResponse } from 'node:http';
import { type Clock, sleep } from '../../lib/clock.ts';
import type { FaultRule } from './faults.ts';
import type { Answer } from './reply.ts';

/** Writes an answer as it is. */
export function write(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.end(answer.body);
}

/**
 * Spoils an answer as the rule says. Returns the status that the client sees, 0 for none. Resolves when nothing more is
 * to be written; `clock` tells real time, whatever the server's own clock says.
 */
export async function spoil(response: ServerResponse, rule: FaultRule, answer: Answer, clock: Clock): Promise<number> {
  const { socket } = response;
  const headers = { ...answer.headers, ...rule.headers };
  const send = (status: number, body: string | Buffer, type = 'application/json'): number => {
    write(response, { status, headers: { 'content-type': type, ...rule.headers }, body });
    return status;
  };
  switch (rule.do) {
    case 'status': {
      const text = typeof rule.body === 'string';
      const body = rule.body === undefined ? { detail: 'Internal Server Error' } : rule.body;
      return send(rule.status ?? 500, text ? String(body) : JSON.stringify(body), text ? 'text/plain' : undefined);
    }
    case 'reset':
      socket?.resetAndDestroy();
      return 0;
    case 'close':
      socket?.end();
      return 0;
    case 'hang':
      return 0;
    case 'headers':
      response.writeHead(answer.status, { ...headers, 'content-length': Buffer.byteLength(answer.body) });
      response.flushHeaders();
      return answer.status;
    case 'cut': {
      const body = Buffer.from(answer.body);
      response.writeHead(answer.status, { ...headers, 'content-length': body.length });
      await new Promise<void>((done) => {
        response.write(body.subarray(0, rule.bytes ?? Math.floor(body.length / 2)), () => done());
      });
      socket?.destroy();
      return answer.status;
    }
    case 'garbage':
      return send(200, '{"items":[{"id":1,,<<not json');
    case 'html':
      return send(502, '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>', 'text/html');
    case 'empty':
      return send(200, '');
    case 'contentType':
      write(response, { ...answer, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' } });
      return answer.status;
    case 'huge':
      return send(200, Buffer.alloc(rule.bytes ?? 64 * 1024 * 1024, 0x20));
    case 'drip':
      await drip(response, { ...answer, headers }, rule, clock);
      return answer.status;
    default:
      write(response, answer);
      return answer.status;
  }
}

async function drip(response: ServerResponse, answer: Answer, rule: FaultRule, clock: Clock): Promise<void> {
  const body = Buffer.from(answer.body);
  const step = rule.bytes ?? 1;
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
  for (let at = 0; at < body.length && !response.destroyed; at += step) {
    response.write(body.subarray(at, at + step));
    await sleep(clock, rule.everyMs ?? 100);
  }
  response.end();
}
