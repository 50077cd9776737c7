import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { ROLE_NAMES } from '../../src/config/scopes.ts';
import { schema } from '../../src/domain/schema.ts';
import { ERROR_CODES } from '../../src/graph/errors.ts';
import { encodeId } from '../../src/graph/ids/global-id.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { openGateway } from '../kit/gateway.ts';
import { type Chances, chances, grower } from './grow.ts';

/** `npm run fuzz` asks more, from another seed. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 800);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_125);
const AT_ONCE = 8;

const CODES = new Set<string>([...ERROR_CODES, 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED']);
const NOT_OURS =
  /node_modules|\bat .*\.[jt]s:\d|SyntaxError|TypeError|RangeError|ECONN|127\.0\.0\.1|_sandbox|\/api\/v0/;
const SLUGS = ['saturn', 'jupiter'] as const;
type Slug = (typeof SLUGS)[number];

interface Asker {
  readonly slug: Slug | null;
  readonly guest: number | null;
  readonly credential: string | null;
}

type Gateway = Awaited<ReturnType<typeof openGateway>>;

/** Persons' data bear who they are of, so that a byte in a foreign answer is seen. */
async function sowCanaries(gateway: Gateway, tenant: Slug): Promise<void> {
  const { body } = await gateway.ask('{ guests(first: 100) { nodes { id upstreamId } } }', {}, { tenant });
  const { nodes } = (body.data as { guests: { nodes: { id: string; upstreamId: string }[] } }).guests;
  for (const { id, upstreamId } of nodes) {
    const canary = `canary-${tenant}-${upstreamId}-`;
    const { body: changed } = await gateway.ask(
      'mutation ($input: GuestUpdateInput!) { guestUpdate(input: $input) { __typename } }',
      { input: { guestId: id, note: canary, email: `${canary}@example.test`, name: { last: canary } } },
      { tenant },
    );
    expect(changed.data).toEqual({ guestUpdate: { __typename: 'GuestUpdatePayload' } });
  }
}

async function open() {
  const servers = await Promise.all(SLUGS.map((variant) => createSandbox({ variant, size: 'small' })));
  const tenants = servers.map(({ url }, at) => ({
    slug: SLUGS[at] ?? '',
    baseUrl: url,
    upstream: { timeoutMs: 20_000, deadlineMs: 60_000 },
  }));
  const gateway = await openGateway(tenants, {
    clock: systemClock,
    file: {
      introspection: false,
      guestTokens: { costPerMinute: 1e9, keys: [{ kid: 'a', secret: 'a secret of at least 32 characters' }] },
      rateLimit: { costPerMinute: 1e9 },
    },
  });
  onTestFinished(async () => {
    await gateway.close();
    await Promise.all(servers.map((server) => server.close()));
  });
  const guestsOf = (slug: Slug) => (servers[SLUGS.indexOf(slug)]?.accounts() ?? []).slice(0, 2).map(({ id }) => id);
  const askers: Asker[] = [{ slug: null, guest: null, credential: null }];
  for (const slug of SLUGS) {
    await sowCanaries(gateway, slug);
    for (const role of ROLE_NAMES) askers.push({ slug, guest: null, credential: gateway.apiKey(slug, role) });
    for (const guest of guestsOf(slug)) {
      const { body } = await gateway.ask(
        `mutation ($by: GuestBy!) { guestTokenIssue(input: { by: $by }) { __typename ... on GuestTokenIssuePayload { token } } }`,
        { by: { id: encodeId(slug, 'Guest', guest) } },
        { tenant: slug },
      );
      const token = (body.data?.guestTokenIssue as { token?: string } | null)?.token;
      if (!token) throw new Error(`no token: ${JSON.stringify(body)}`);
      askers.push({ slug, guest, credential: token });
    }
  }
  return { gateway, askers, guests: SLUGS.flatMap(guestsOf) };
}

/** One POST; the bytes may be no JSON and the headers nonsense. */
function send(url: string, body: Buffer, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${url}/graphql`,
      { method: 'POST', headers: { ...headers, 'content-length': body.length } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
        answer.on('error', reject);
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

/** A tenth of the bodies are spoilt: a byte changed, the end cut off, a piece repeated. */
function spoil(random: Chances, body: Buffer): Buffer {
  if (!random.under(0.1) || body.length === 0) return body;
  const at = random.upTo(body.length);
  if (random.under(0.4)) {
    body[at] = random.upTo(256);
    return body;
  }
  return random.under(0.5) ? body.subarray(0, at) : Buffer.concat([body, body.subarray(at)]);
}

const HEADERS: readonly Record<string, string>[] = [
  {},
  {},
  {},
  { accept: 'application/graphql-response+json' },
  { accept: 'text/html' },
  { 'x-gateway-debug': 'upstream' },
  { 'x-forwarded-for': '10.0.0.7, 127.0.0.1, unknown' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'x-request-id': '../../{}' },
  { origin: 'https://evil.example' },
];

test(`${RUNS} documents grown from the schema by every kind of client: documented codes, no foreign byte`, async () => {
  const { gateway, askers, guests } = await open();
  const random = chances(SEED);
  const ids = SLUGS.flatMap((slug) => [
    ...(['Guest', 'Card'] as const).flatMap((type) => [...guests, 142, 999_999].map((id) => encodeId(slug, type, id))),
    ...(['Group', 'Tag', 'Restaurant', 'IdentifierType', 'PosDiscount', 'Operation'] as const).map((type) =>
      encodeId(slug, type, 1),
    ),
    encodeId(slug, 'Ladder', 101),
    encodeId(slug, 'Identifier', '142.1'),
  ]);
  const grow = grower(schema, random, ids);
  const statuses = new Map<number, number>();
  let withData = 0;
  let ownCanaries = 0;

  const once = async () => {
    const asker = random.pick(askers);
    const body = spoil(random, Buffer.from(JSON.stringify(grow())));
    const headers = {
      'content-type': 'application/json',
      ...(asker.credential ? { authorization: `Bearer ${asker.credential}` } : {}),
      ...random.pick(HEADERS),
    };
    const told = `seed ${SEED}: ${asker.slug} ${asker.guest ?? ''} ${body.toString().slice(0, 1500)}`;
    const { status, text } = await send(gateway.url, body, headers);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    expect(status === 503 || status < 500, `${status} ${text.slice(0, 300)} ${told}`).toBe(true);
    expect(text, told).not.toMatch(NOT_OURS);
    for (const [, slug, id] of text.matchAll(/canary-(\w+)-(\d+)-?/g)) {
      ownCanaries += 1;
      expect(slug, `a foreign tenant's data: ${told}`).toBe(asker.slug);
      if (asker.guest !== null) expect(Number(id), `a foreign guest's data: ${told}`).toBe(asker.guest);
    }
    const answer = JSON.parse(text) as {
      data?: object | null;
      errors?: { message: string; extensions: { code: string } }[];
    };
    if (answer.data) withData += 1;
    for (const { message, extensions } of answer.errors ?? []) {
      expect(CODES, `${message} ${told}`).toContain(extensions.code);
      expect(extensions.code, `${message} ${told}`).not.toBe('INTERNAL_SERVER_ERROR');
    }
    if (asker.credential === null) expect(answer.data ?? null, told).toBeNull();
  };

  let left = RUNS;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) await once();
    }),
  );
  // Canaries can be seen, the gateway is still there, and much of what was grown is worth an answer.
  expect(ownCanaries).toBeGreaterThan(0);
  expect((await gateway.ask('{ viewer { name } }')).body.data).toEqual({ viewer: { name: 'admin' } });
  expect(withData, JSON.stringify([...statuses])).toBeGreaterThan(RUNS / 5);
});
