import type { IncomingMessage } from 'node:http';
import { type AddressRange, isInRanges, readPlainAddress } from '../../lib/address-ranges.ts';

/**
 * The address of the client: that of the socket, unless a trusted proxy is there. Then it is the rightmost entry of
 * `X-Forwarded-For` that is no trusted proxy: what stands left of it may be invented. An entry that is no address ends
 * the search at the proxy that wrote it. An IPv4-mapped address is given as IPv4; empty for a closed socket.
 */
export function clientAddress(request: IncomingMessage, trustedProxies: readonly AddressRange[]): string {
  const socket = (request.socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)|%.*$/gi, '');
  if (trustedProxies.length === 0) return socket;
  let client = readPlainAddress(socket);
  if (client === null || !isInRanges(client, trustedProxies)) return socket;
  // node:http joins several headers of this name with commas, in their order.
  for (const entry of String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .reverse()) {
    const address = readEntry(entry);
    if (address === null) break;
    client = address;
    if (!isInRanges(address, trustedProxies)) break;
  }
  return client.toString();
}

/** Some proxies add the port: `203.0.113.7:4711`, `[2001:db8::7]:4711`. */
function readEntry(entry: string) {
  const text = entry.trim();
  const [, bracketed] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text) ?? [];
  return readPlainAddress(bracketed ?? text.replace(/^(\d+\.\d+\.\d+\.\d+):\d{1,5}$/, '$1'));
}
