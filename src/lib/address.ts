import { BlockList, isIP } from 'node:net';

export type AddressClass = 'loopback' | 'private' | 'public';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Private, link-local, shared, metadata, documentation, multicast and reserved ranges: nothing a guest's restaurant serves from the internet. */
const PRIVATE: readonly [string, number, 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.0.2.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['198.51.100.0', 24, 'ipv4'],
  ['203.0.113.0', 24, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
  ['2001:db8::', 32, 'ipv6'],
];
const closed = new BlockList();
for (const [net, bits, family] of PRIVATE) closed.addSubnet(net, bits, family);

/** IPv6 forms that carry an IPv4 address: mapped, compatible, NAT64 and 6to4. They are judged by what they carry. */
const CARRIERS: readonly [RegExp, number][] = [
  [/^0:0:0:0:0:ffff:/, 6],
  [/^0:0:0:0:0:0:/, 6],
  [/^64:ff9b:0:0:0:0:/, 6],
  [/^2002:/, 1],
];

/** Where an IP address leads to; null when the text is no IP address. */
export function addressClass(address: string): AddressClass | null {
  const bare = address.replace(/%.*$/, '');
  const version = isIP(bare);
  if (version === 0) return null;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (loopback.check(bare, family)) return 'loopback';
  if (closed.check(bare, family)) return 'private';
  if (version === 4) return 'public';
  const groups = expand(bare);
  const text = groups.map((group) => group.toString(16)).join(':');
  for (const [pattern, at] of CARRIERS) {
    const [high, low] = [groups[at] ?? 0, groups[at + 1] ?? 0];
    if (!pattern.test(text)) continue;
    const carried = addressClass([high >> 8, high & 255, low >> 8, low & 255].join('.'));
    // Only a mapped address is the same machine; a tunnel to loopback is somebody's trick.
    return carried === 'loopback' && !text.startsWith('0:0:0:0:0:ffff:') ? 'private' : carried;
  }
  return 'public';
}

/** The host of a URL: `localhost` and its subdomains count as loopback, other names give null. */
export function hostClass(hostname: string): AddressClass | null {
  if (/(^|\.)localhost\.?$/i.test(hostname)) return 'loopback';
  return addressClass(hostname.replace(/^\[|\]$/g, ''));
}

/** The eight groups of an IPv6 address. */
function expand(address: string): number[] {
  const dotted = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head = '', tail] = dotted.split('::');
  const read = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const [front, back] = [read(head), read(tail ?? '')];
  const gap = tail === undefined ? 0 : 8 - front.length - back.length;
  return [...front, ...Array<number>(Math.max(0, gap)).fill(0), ...back];
}
