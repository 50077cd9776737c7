import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIPv6 } from 'node:net';
import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import { addressClass, hostClass, readAddress } from '../../lib/address.ts';

/** Allowed addresses of a server. Loopback is always allowed. */
export interface AddressPolicy extends Pick<UpstreamLimits, 'allowHttp' | 'allowPrivate'> {
  /** Private addresses or ranges (`10.1.2.0/24`) that are allowed nevertheless. */
  readonly allowedAddresses: readonly string[];
}

/** Parses a base URL. Throws a RangeError, without the address, for a URL that is invalid or not allowed. */
export function readBaseUrl(baseUrl: string, policy: AddressPolicy): { origin: string; basePath: string } {
  if (!URL.canParse(baseUrl)) throw new RangeError('baseUrl is no URL');
  const url = new URL(baseUrl);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new RangeError('baseUrl must be http or https');
  if (url.username || url.password || url.search || url.hash) {
    throw new RangeError('baseUrl must have no credentials, query or fragment');
  }
  const host = hostClass(url.hostname);
  if (url.protocol === 'http:' && !policy.allowHttp && host !== 'loopback') {
    throw new RangeError('plain http is for loopback only, unless upstream.allowHttp is set');
  }
  if (host === 'private' && !addressGuard(policy)(url.hostname)) {
    throw new RangeError('baseUrl is a private address: set upstream.allowPrivate to allow that');
  }
  return { origin: url.origin, basePath: url.pathname.replace(/\/+$/, '') };
}

export class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void;

type Resolve = (
  hostname: string,
  options: LookupOptions & { all: true },
  callback: (error: Error | null, found: LookupAddress[]) => void,
) => void;

/** A DNS lookup that gives connections allowed addresses only, so that a name cannot resolve to a refused one. */
export function guardedLookup(policy: AddressPolicy, resolve: Resolve = lookup) {
  const allowed = addressGuard(policy);
  return (hostname: string, options: LookupOptions, callback: LookupCallback): void => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const usable = found.filter(({ address }) => allowed(address));
      const first = usable[0];
      if (!first) return callback(new AddressRefused('no allowed address'), []);
      if (options.all) callback(null, usable);
      else callback(null, first.address, first.family);
    });
  };
}

/** Whether connections to an IP address are allowed. */
export function addressGuard(policy: AddressPolicy): (address: string) => boolean {
  if (policy.allowPrivate) return () => true;
  const listed = new BlockList();
  for (const range of policy.allowedAddresses) {
    const [address = '', prefix] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) listed.addAddress(address, family);
    else listed.addSubnet(address, Number(prefix), family);
  }
  return (text) => {
    const address = readAddress(text);
    return address !== null && (addressClass(text) !== 'private' || listed.check(address.toString(), address.kind()));
  };
}
