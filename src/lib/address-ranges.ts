import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type AddressRange = readonly [network: Address, bits: number];

/** A CIDR range such as 10.0.0.0/8, or one address; a range of IPv4-mapped addresses as one of IPv4. Null for any other text. */
export function readRange(text: string): AddressRange | null {
  const [, address = '', digits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const network = parse(address);
  if (network === null) return null;
  const width = network.kind() === 'ipv4' ? 32 : 128;
  const bits = digits === undefined ? width : Number(digits);
  if (bits > width) return null;
  const isMapped = network instanceof ipaddr.IPv6 && network.isIPv4MappedAddress();
  if (!isMapped) return [network, bits];
  // A range that is wider than all mapped addresses stays one of IPv6.
  return bits < 96 ? [network, bits] : [network.toIPv4Address(), bits - 96];
}

/** The ranges that these texts write; a text that writes none is left out. */
export function readRanges(texts: readonly string[]): AddressRange[] {
  return texts.map(readRange).filter((range) => range !== null);
}

/** An address in its usual spelling, without zone, an IPv4-mapped one as IPv4. Null for a name or any other text. */
export function readPlainAddress(text: string): Address | null {
  const address = parse(text.replace(/%.*$/, ''));
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** Whether the address lies in one of the ranges. IPv4 and IPv6 never match each other. */
export function isInRanges(address: Address, ranges: readonly AddressRange[]): boolean {
  return ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}

/** The text of the network that one client commands: the address itself, of IPv6 its /64. */
export function networkOf(address: Address): string {
  if (address instanceof ipaddr.IPv4) return address.toString();
  const [a = 0, b = 0, c = 0, d = 0] = address.parts;
  return `${[a, b, c, d].map((part) => part.toString(16)).join(':')}::/64`;
}

/** ipaddr.js also reads 0x7f.1 and 2130706433, which no proxy writes. */
function parse(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  return text.includes(':') && ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : null;
}
