import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import type { UpstreamLimits } from '../../config/upstream-limits.ts';
import { addressClass, addressList, hostClass } from '../../lib/address.ts';

/** Allowed addresses of a server. Loopback is allowed where the base URL itself says loopback. */
export type AddressPolicy = Pick<UpstreamLimits, 'allowHttp' | 'allowPrivate' | 'allowedAddresses'>;

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
    throw new RangeError('baseUrl is a private address: set upstream.allowedAddresses to allow that');
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

/**
 * A DNS lookup that gives connections allowed addresses only, so that a name cannot resolve to a refused one. `localhost` may
 * resolve to loopback alone, any other name to anything but loopback, unless the policy says otherwise.
 */
export function guardedLookup(policy: AddressPolicy, resolve: Resolve = lookup) {
  const guards = { local: addressGuard(policy, { loopback: true }), other: addressGuard(policy) };
  return (hostname: string, options: LookupOptions, callback: LookupCallback): void => {
    const allowed = hostClass(hostname) === 'loopback' ? guards.local : guards.other;
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

/** Whether connections to an IP address are allowed; false for a text that is none. `loopback`: to this machine and no other. */
export function addressGuard(policy: AddressPolicy, { loopback = false } = {}): (address: string) => boolean {
  const isListed = addressList(policy.allowedAddresses);
  return (address) => {
    const kind = addressClass(address);
    if (kind === null) return false;
    if (isListed(address)) return true;
    if (loopback) return kind === 'loopback';
    return kind === 'public' || policy.allowPrivate;
  };
}
