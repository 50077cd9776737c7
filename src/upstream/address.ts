import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** Which addresses a server may have. Loopback is always allowed. */
export interface AddressPolicy {
  /** Plain http to another host than loopback. */
  readonly allowHttp: boolean;
  /** Private, link-local and metadata ranges. */
  readonly allowPrivate: boolean;
  /** Single addresses or ranges (`10.1.2.0/24`) that are allowed though they are private. */
  readonly allowedAddresses: readonly string[];
}

/** The base URL taken apart. Throws a RangeError, which names no address, where this server may not be asked. */
export function readBaseUrl(baseUrl: string, policy: AddressPolicy): { origin: string; basePath: string } {
  if (!URL.canParse(baseUrl)) throw new RangeError('baseUrl is no URL');
  const url = new URL(baseUrl);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new RangeError('baseUrl must be http or https');
  if (url.username || url.password || url.search || url.hash) {
    throw new RangeError('baseUrl must have no credentials, query or fragment');
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol === 'http:' && !policy.allowHttp && !isLoopback(host)) {
    throw new RangeError('plain http is for loopback only, unless upstream.allowHttp is set');
  }
  if (isIP(host) && !addressGuard(policy)(host)) {
    throw new RangeError('baseUrl is a private address: set upstream.allowPrivate to allow that');
  }
  return { origin: url.origin, basePath: url.pathname.replace(/\/+$/, '') };
}

export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

/** A DNS lookup for connections that gives allowed addresses only: a name must not lead where its address may not. */
export function guardedLookup(policy: AddressPolicy) {
  const allowed = addressGuard(policy);
  return (hostname: string, options: LookupOptions, callback: LookupCallback): void => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const usable = found.filter(({ address }) => allowed(address));
      const first = usable[0];
      if (!first) return callback(new AddressRefused('no allowed address'), []);
      if (options.all) callback(null, usable);
      else callback(null, first.address, first.family);
    });
  };
}

/** Says of an IP address whether a connection may go there. */
export function addressGuard(policy: AddressPolicy): (address: string) => boolean {
  if (policy.allowPrivate) return () => true;
  const listed = blockList(policy.allowedAddresses);
  return (address) => {
    const plain = unmapped(address);
    return matches(LOOPBACK, plain) || matches(listed, plain) || !matches(PRIVATE, plain);
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || (isIP(host) > 0 && matches(LOOPBACK, unmapped(host)));
}

/** `::ffff:10.0.0.1`, in either spelling, is 10.0.0.1. */
function unmapped(address: string): string {
  const dotted = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (dotted) return dotted;
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  if (!hex) return address.replace(/%.*$/, '');
  const [high, low] = [Number.parseInt(hex[1] ?? '', 16), Number.parseInt(hex[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function matches(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

const LOOPBACK = blockList(['127.0.0.0/8', '::1']);

/** Everything that IANA does not hand out to the public internet: private, link-local, metadata, shared, reserved, multicast. */
const PRIVATE = blockList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]);
