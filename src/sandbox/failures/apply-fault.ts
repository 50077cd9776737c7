import type { ServerResponse } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type Clock, sleep } from '../../lib/clock.ts';
import type { HttpReply } from '../http/reply.ts';
import type { FaultRule } from './faults.ts';

const HUGE = 64 * 1024 * 1024;
const COMPRESS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };

export function writeReply(response: ServerResponse, reply: HttpReply): void {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
  response.end(reply.body);
}

/**
 * The reply with the rule's fault. Resolves after the last write, with the status that the client sees, 0 for none.
 * `clock` is real time, whatever the server's own clock says.
 */
export async function applyFault(
  response: ServerResponse,
  rule: FaultRule,
  reply: HttpReply,
  clock: Clock,
): Promise<number> {
  const { socket } = response;
  const headers = { ...reply.headers, ...rule.headers };
  const send = (status: number, body: string | Buffer, type = 'application/json'): number => {
    writeReply(response, { status, headers: { 'content-type': type, ...rule.headers }, body });
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
      response.writeHead(reply.status, { ...headers, 'content-length': Buffer.byteLength(reply.body) });
      response.flushHeaders();
      return reply.status;
    case 'cut': {
      const body = Buffer.from(reply.body);
      response.writeHead(reply.status, { ...headers, 'content-length': body.length });
      await new Promise<void>((done) => {
        response.write(body.subarray(0, rule.bytes ?? Math.floor(body.length / 2)), () => done());
      });
      socket?.destroy();
      return reply.status;
    }
    case 'garbage':
      return send(200, '{"items":[{"id":1,,<<not json');
    case 'html':
      return send(502, '<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>', 'text/html');
    case 'empty':
      return send(200, '');
    case 'contentType':
      writeReply(response, { ...reply, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' } });
      return reply.status;
    case 'huge':
      return send(200, Buffer.alloc(rule.bytes ?? HUGE, 0x20));
    case 'compress': {
      const { encoding = 'gzip' } = rule;
      const body = COMPRESS[encoding](Buffer.from(reply.body));
      writeReply(response, { ...reply, headers: { ...headers, 'content-encoding': encoding }, body });
      return reply.status;
    }
    case 'inflate': {
      const body = gzipSync(Buffer.alloc(rule.bytes ?? HUGE, 0x20));
      writeReply(response, { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body });
      return 200;
    }
    case 'drip':
      await drip(response, { ...reply, headers }, rule, clock);
      return reply.status;
    default:
      writeReply(response, reply);
      return reply.status;
  }
}

async function drip(response: ServerResponse, reply: HttpReply, rule: FaultRule, clock: Clock): Promise<void> {
  const body = Buffer.from(reply.body);
  const step = rule.bytes ?? 1;
  response.writeHead(reply.status, { ...reply.headers, 'content-length': body.length });
  for (let at = 0; at < body.length && !response.destroyed; at += step) {
    response.write(body.subarray(at, at + step));
    await sleep(clock, rule.everyMs ?? 100);
  }
  response.end();
}
