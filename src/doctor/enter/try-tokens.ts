import type { DialectConfig } from '../../config/dialect.ts';
import { isRecord } from '../../lib/is-record.ts';
import type { Secret } from '../../lib/secret.ts';
import { isRefusalInside } from '../../upstream/codec/rows/refusal-inside.ts';
import type { Findings } from '../diagnosis.ts';
import { otherSlash } from '../document/api.ts';
import { isRedirect } from '../probe/prober.ts';
import type { Observations } from '../propose/propose-dialect.ts';
import type { RawClient, Read, Reply, TokenHeader } from '../raw-client.ts';

const SCHEMES = ['bearer', 'Bearer', 'Token', 'JWT'];
/** Headers that bear a token without a scheme, in the order of their frequency. */
const HEADERS = ['X-Token', 'X-Access-Token', 'X-Auth-Token', 'X-API-Key', 'Token'];

export interface TokenTrial {
  /** The header of calls, and a read that it was tried with. */
  readonly header: TokenHeader;
  readonly read: Read;
  readonly observations: Observations;
}

export interface TokenTrialOptions {
  readonly rawClient: RawClient;
  /** Reads that every login may send. */
  readonly reads: readonly Read[];
  readonly token: Secret;
  readonly dialect: DialectConfig;
  /** Of the document. */
  readonly header: string | null;
  readonly findings: Findings;
}

/**
 * Observes the header of the token, the spelling of its scheme and the statuses of a wrong or missing token. Null where none
 * works.
 */
export async function tryTokens(options: TokenTrialOptions): Promise<TokenTrial | null> {
  const { rawClient, dialect, findings, reads } = options;
  const ways = waysOf(options);
  for (const read of await placesOf(rawClient, reads, ways)) {
    for (const { header, observations } of ways) {
      if (!isAccepted(await rawClient.read(read, header))) continue;
      const refusals = await refusalsOf(rawClient, read, header);
      if (refusals === 'inside') {
        const text = 'a wrong token is refused inside a 200: recipe "A failure inside a 200, and a dead token"';
        findings.add('warning', 'NEEDS_ADAPTER', text);
        return { header, read, observations };
      }
      if (refusals === null) {
        const text = 'the server answers without a token too, so the spelling of the token is untested';
        findings.add('warning', 'TOKEN_UNTESTED', text, 'auth.info');
      }
      const isCovered = (refusals ?? []).every((status) => dialect.unauthorized.includes(status));
      return {
        header,
        read,
        observations: { ...observations, ...(isCovered || !refusals ? {} : { unauthorized: refusals }) },
      };
    }
  }
  const text =
    'the server refuses the token with every usual header and scheme: write token: { header: … }, or use an adapter';
  findings.add('error', 'TOKEN_REFUSED', text, 'auth.info');
  return null;
}

interface Way {
  readonly header: TokenHeader;
  readonly observations: Observations;
}

/** What is configured first, then what the document says, then what is usual. */
function waysOf({ token, dialect, header }: TokenTrialOptions): Way[] {
  const value = token.reveal();
  const named = (name: string): Way => ({
    header: { name: name.toLowerCase(), value },
    observations: dialect.token?.header === name ? {} : { token: { header: name } },
  });
  const schemed = (scheme: string): Way => ({
    header: { name: 'authorization', value: `${scheme} ${value}` },
    observations: scheme === dialect.authScheme ? {} : { authScheme: scheme },
  });
  const written = dialect.token === null ? [schemed(dialect.authScheme)] : [named(dialect.token.header)];
  const headers = [...(header === null ? [] : [header]), ...HEADERS, 'Authorization'];
  const schemes = [...new Set([dialect.authScheme, ...SCHEMES])];
  const ways = [
    ...written,
    ...(header === null ? [] : [named(header)]),
    ...schemes.map(schemed),
    ...headers.map(named),
  ];
  return [...new Map(ways.map((way) => [`${way.header.name} ${way.header.value}`, way])).values()];
}

/** Statuses of a wrong and of a missing token; null where the server answers without one. inside: in an answer with status 200. */
async function refusalsOf(rawClient: RawClient, read: Read, header: TokenHeader): Promise<number[] | 'inside' | null> {
  const refusals = new Set<number>();
  let isOpen = true;
  const wrong = { ...header, value: header.value.includes(' ') ? `${header.value.split(' ')[0]} x.y.z` : 'x.y.z' };
  for (const other of [wrong, null]) {
    const reply = await rawClient.read(read, other);
    if (reply.status === 200 && isRefusalInside(reply.json)) return 'inside';
    if (reply.status === null || isAccepted(reply)) continue;
    isOpen = false;
    // The client renews the token after this answer in any dialect.
    const isRecognized = reply.status === 403 && isRecord(reply.json) && reply.json.detail === 'Not authenticated';
    if (reply.status >= 400 && reply.status < 500 && !isRecognized) refusals.add(reply.status);
  }
  return isOpen ? null : [...refusals].sort();
}

/** The addresses that are there, with the slash that the server wants: others do not check tokens. */
async function placesOf(rawClient: RawClient, reads: readonly Read[], ways: readonly Way[]): Promise<Read[]> {
  const places: Read[] = [];
  for (const read of reads) {
    const reply = await rawClient.read(read, ways[0]?.header ?? null);
    if (reply.status !== 404 && reply.status !== 405)
      places.push(isRedirect(reply) ? { ...read, target: otherSlash(read.target) } : read);
  }
  return places.length > 0 ? places : reads.slice(0, 1);
}

/** A server error or another complaint says nothing against the token. */
function isAccepted(reply: Reply): boolean {
  const { status } = reply;
  if (status === 200 && isRefusalInside(reply.json)) return false;
  return status === null || status < 400 || status >= 500 || [404, 405, 422, 429].includes(status);
}
