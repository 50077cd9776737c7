import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { addressClass, hostClass } from '../../lib/address.ts';

/** What proxies and tunnels add. */
const FORWARDING = /^(?:x-forwarded-.*|x-real-ip|forwarded|via|cf-.*)$/;
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d*)?$/i;

/** Whether a program of this machine asks: through a loopback socket, for a loopback Host, and not on behalf of another. */
export function isLocal(request: IncomingMessage): boolean {
  return addressClass(request.socket.remoteAddress ?? '') === 'loopback' && isForLoopback(request.headers);
}

/**
 * Whether the client itself wrote a loopback address into its address bar. A page of another site that points its own name here
 * (DNS rebinding) sends that name.
 */
export function isForLoopback(headers: IncomingHttpHeaders): boolean {
  const host = HOST.exec(headers.host ?? '')?.[1];
  if (host === undefined || hostClass(host) !== 'loopback') return false;
  return !Object.keys(headers).some((name) => FORWARDING.test(name));
}
