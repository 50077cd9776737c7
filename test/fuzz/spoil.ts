import type { Chances } from './grow.ts';

/** Bytes of which one is changed, the end cut off, or a piece repeated, inserted or left out. */
export function spoilBytes(random: Chances, bytes: Buffer): Buffer {
  const at = random.upTo(bytes.length + 1);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (random.upTo(6)) {
    case 0:
      return before;
    case 1:
      return Buffer.concat([bytes, after]);
    case 2:
      return Buffer.concat([before, Buffer.from(random.pick(PIECES)), after]);
    case 3:
      return Buffer.concat([before, after.subarray(1 + random.upTo(8))]);
    case 4:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
    default: {
      const changed = Buffer.from(bytes);
      if (at < changed.length) changed[at] = random.upTo(256);
      return changed;
    }
  }
}

const PIECES = [
  '\u0000',
  '"',
  '\\',
  '{',
  '[[[[[[[[',
  '\ud800',
  '#',
  '...',
  '1e999',
  '"""',
  '\r\n',
  '\u2028',
  '@skip',
  '$',
];

/** Variables as nobody means them; text of JSON, for some is no value of JavaScript. */
export const HOSTILE_VARIABLES: readonly string[] = [
  'null',
  '[]',
  '"v0"',
  '{"v0":1e999}',
  '{"v0":-0,"v1":9007199254740993,"v2":1.5}',
  '{"v0":"a","v0":["b"]}',
  '{"__proto__":{"v0":1},"constructor":{"prototype":{"v0":1}}}',
  '{"input":{"__proto__":null,"toString":"x","hasOwnProperty":1}}',
  `{"v0":${'['.repeat(40)}${']'.repeat(40)}}`,
  `{"v0":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`,
  `{"v0":[${'1,'.repeat(700)}1]}`,
  `{"v0":"${'a'.repeat(3000)}"}`,
  '{"v0":"\\ud800","v1":"\\u0000","v2":"\\uffff"}',
];

const kept = 'kept' as const;
export const HEADERS: readonly Record<string, string>[] = [
  ...Array.from({ length: 60 }, () => ({})),
  { accept: 'application/graphql-response+json' },
  { accept: 'text/event-stream' },
  { accept: 'text/html' },
  { accept: 'application/json;q=nonsense, */*;q=-1' },
  { 'x-gateway-debug': 'upstream' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'application/graphql' },
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-encoding': 'gzip' },
  { 'x-request-id': '../../{}' },
  { 'x-request-id': 'x'.repeat(4000) },
  { origin: 'https://evil.example', cookie: 'key=1' },
  { 'x-http-method-override': 'GET', 'x-apollo-operation-name': kept },
  { expect: '100-continue' },
  { 'x-large': 'x'.repeat(9000) },
];

/** A credential that proves nothing, made from one that does: none of them is anybody's. */
export function spoilCredential(random: Chances, credential: string, other: string): string {
  if (credential.startsWith('eyJ')) return spoilToken(random, credential, other);
  const parts = credential.split('_');
  const [kind = '', id = ''] = parts;
  switch (random.upTo(5)) {
    case 0:
      return `${kind}_${id}_${other.split('_').slice(2).join('_') || 'x'}`;
    case 1:
      return credential.slice(0, -1);
    case 2:
      return flipped(random, credential);
    case 3:
      return `${kind}_${random.pick(['', 'admin', '0123456789abcdef', '__proto__', 'x'.repeat(5000)])}_x`;
    default:
      return `${credential}${random.pick(['=', '%00', ' x', credential])}`;
  }
}

type Claims = Record<string, unknown>;

/** A guest token of another algorithm, key, person, tenant or time, with a signature that is none or another's. */
function spoilToken(random: Chances, token: string, other: string): string {
  const [head = '', body = '', signature = ''] = token.split('.');
  const header = decode(head);
  const claims = decode(body);
  const { alg, ...noAlgorithm } = header;
  const headers: Claims[] = [
    { ...header, alg: 'none' },
    { ...header, alg: 'NONE' },
    { ...header, alg: 'HS512' },
    { ...header, alg: 'RS256' },
    { ...header, kid: 'b' },
    { ...header, kid: '../a' },
    { ...header, kid: ['a'] },
    { ...header, jwk: { kty: 'oct', k: 'AAAA' } },
    { ...header, crit: ['exp'] },
    noAlgorithm,
  ];
  const bodies: Claims[] = [
    { ...claims, sub: '101' },
    { ...claims, sub: 142, aud: ['saturn', 'jupiter'] },
    { ...claims, sub: '-1' },
    { ...claims, aud: claims.aud === 'saturn' ? 'jupiter' : 'saturn' },
    { ...claims, exp: 9e15 },
    { ...claims, azp: 'admin', scope: 'admin', scopes: ['guest:list'] },
    { ...claims, iss: 'https://evil.example' },
    {},
  ];
  const signatures = [
    '',
    signature.split('').reverse().join(''),
    other.split('.')[2] ?? 'AAAA',
    flipped(random, signature),
  ];
  switch (random.upTo(4)) {
    case 0:
      return [encode(random.pick(headers)), body, random.pick([signature, ''])].join('.');
    case 1:
      return [head, encode(random.pick(bodies)), signature].join('.');
    case 2:
      return [head, body, random.pick(signatures)].join('.').replace(token, `${token}x`);
    default:
      return random.pick([`${head}.${body}`, `${token}.x`, `..${signature}`, 'eyJ', `${head}..${signature}`]);
  }
}

/** Another character at one place; the last one of base64 may hold bits that count for nothing. */
function flipped(random: Chances, text: string): string {
  const at = random.upTo(Math.max(1, text.length - 2));
  return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
}

const decode = (part: string): Claims => JSON.parse(Buffer.from(part, 'base64url').toString()) as Claims;
const encode = (claims: Claims): string => Buffer.from(JSON.stringify(claims)).toString('base64url');
