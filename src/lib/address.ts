import { BlockList, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

export type AddressClass = 'loopback' | 'private' | 'public';

/** Closed although ipaddr.js calls them unicast: IPv4-compatible addresses, and public ones at which a cloud answers only its own machines. */
const CLOSED = [
  '::/96',
  '168.63.129.16/32', // Azure: host agent and DNS
  '192.80.8.124/32', // Equinix Metal: metadata
  '161.26.0.0/16', // IBM Cloud: infrastructure services
  '166.8.0.0/14', // IBM Cloud: private service endpoints
].map((range) => ipaddr.parseCIDR(range));

/** IPv6 addresses that carry others, as 32 hex digits. Each group is a carried address; each of its bytes is combined (xor) with the mask. */
const CARRIERS: readonly [form: RegExp, mask: number][] = [
  [/^0{16}ffff0000(.{8})$/, 0], // IPv4-translated
  [/^0064ff9b(?:0000|0001)0{12}(.{8})$/, 0], // NAT64; the rest of 64:ff9b:1::/48 is closed, as its layout varies
  [/^2002(.{8})/, 0], // 6to4
  [/^20010000(.{8})/, 0], // Teredo: server
  [/^20010000.{16}(.{8})$/, 0xff], // Teredo: client, inverted
  [/^(.{16}0[02]005efe(.{8}))$/, 0], // ISATAP, below any prefix: the whole address counts too
];

/** Where an IP address leads to, in any spelling that URLs and resolvers accept; null when the text is no IP address. */
export function addressClass(text: string): AddressClass | null {
  const address = readAddress(text);
  if (address === null) return null;
  if (address.range() === 'loopback') return 'loopback';
  const digits = Buffer.from(address.toByteArray()).toString('hex');
  const carried = CARRIERS.flatMap(([form, mask]) =>
    (form.exec(digits)?.slice(1) ?? []).map((group) =>
      ipaddr.fromByteArray([...Buffer.from(group, 'hex')].map((byte) => byte ^ mask)),
    ),
  );
  // Only a mapped loopback address, which readAddress unwraps, is this machine: any other carried one is private.
  return (carried.length > 0 ? carried : [address]).every(isPublic) ? 'public' : 'private';
}

/** The host of a URL: `localhost` and its subdomains count as loopback, other names give null. */
export function hostClass(hostname: string): AddressClass | null {
  return /(^|\.)localhost\.?$/i.test(hostname) ? 'loopback' : addressClass(hostname);
}

/** An IP address without brackets and zone, a mapped one as IPv4; null for names. The URL parser comes first because ipaddr.js reads `::10.0.0.1` as mapped. */
function readAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const bare = text.replace(/^\[|(?<=:.*)%.*$|\]$/g, '');
  // The URL parser also finds an address in `x@10.0.0.1/y`, which is none.
  if (/[\s/?#@\\%]/.test(bare)) return null;
  try {
    const { hostname } = new URL(`http://${bare.includes(':') ? `[${bare}]` : bare}`);
    return ipaddr.process(hostname.replace(/^\[|\]$/g, ''));
  } catch {
    return null;
  }
}

/** Whether an address is in a list of addresses and ranges such as `10.1.2.0/24`. Throws a RangeError for an entry that is neither. */
export function addressList(ranges: readonly string[]): (address: string) => boolean {
  const listed = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    try {
      if (prefix === undefined) listed.addAddress(address, family);
      else listed.addSubnet(address, /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN, family);
    } catch {
      throw new RangeError('an address or range such as 10.1.2.0/24 is required');
    }
  }
  return (text) => {
    const address = readAddress(text);
    return address !== null && listed.check(address.toString(), address.kind());
  };
}

function isPublic(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return ipaddr.subnetMatch(address, { closed: CLOSED }, address.range()) === 'unicast';
}
