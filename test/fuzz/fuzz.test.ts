import { request } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { schema } from '../../src/domain/schema.ts';
import { ERROR_CODES } from '../../src/graph/errors.ts';
import { encodeId } from '../../src/graph/ids/global-id.ts';
import { SLUGS } from '../isolation/canaries.ts';
import { createInspector } from '../isolation/leaks.ts';
import { questionAbout } from '../isolation/questions.ts';
import { type Answer, type Asker, GUESTS, openWorld, type World } from '../isolation/world.ts';
import { type Chances, chances, grower } from './grow.ts';
import { HEADERS, HOSTILE_VARIABLES, spoilBytes, spoilCredential } from './spoil.ts';

/** `npm run fuzz` asks more, from another seed. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 1000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_125);
const AT_ONCE = 8;
/** Some of the last answers could be too late for it, but a server that hangs must not hang the test. */
const SILENT_MS = 60_000;

const CODES = new Set<string>([...ERROR_CODES, 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED']);
CODES.delete('INTERNAL_SERVER_ERROR');

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** One request; its bytes may be no JSON and its headers nonsense. */
function send(url: string, { method, path, headers, body }: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = method === 'GET' ? {} : { 'content-length': body.length };
    const asked = request(`${url}${path}`, { method, headers: { ...headers, ...length } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      answer.on('error', reject);
    });
    asked.setTimeout(SILENT_MS, () => asked.destroy(new Error('no answer')));
    asked.on('error', reject);
    asked.end(method === 'GET' ? undefined : body);
  });
}

/** The request as bytes, spoilt from its first line on. The server may answer it, refuse it, or end the connection. */
function sendSpoilt(url: string, random: Chances, { method, path, headers, body }: Sent): Promise<Answer> {
  const all = { host: 'x', connection: 'close', ...headers, 'content-length': String(body.length) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const bytes = spoilBytes(
    random,
    Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`), body]),
  );
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.end(bytes));
    socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => {});
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString();
      resolve({ status: Number(text.slice(9, 12)), text: text.slice(Math.max(0, text.indexOf('\r\n\r\n'))) });
    });
  });
}

/** The result of an answer in JSON or as an event; null for a page, or where there is none. */
function resultOf(
  text: string,
): { data?: object | null; errors?: { message: string; extensions: { code: string } }[] } | null {
  const json = text.startsWith('event: next\ndata: ') ? text.slice(18, text.indexOf('\n\n')) : text;
  return json.startsWith('{') ? JSON.parse(json) : null;
}

function idsFor({ guests }: World): string[] {
  const people = [...new Set(guests.map(({ guest }) => guest ?? 0)), 999_999];
  return SLUGS.flatMap((slug) => [
    ...(['Guest', 'Card'] as const).flatMap((type) => people.map((id) => encodeId(slug, type, id))),
    ...(['Group', 'Tag', 'Restaurant', 'IdentifierType', 'PosDiscount', 'Operation'] as const).map((type) =>
      encodeId(slug, type, 1),
    ),
    encodeId(slug, 'Ladder', 101),
    encodeId(slug, 'Identifier', '142.1'),
  ]);
}

test(`${RUNS} documents grown from the schema by every kind of client: documented codes, no foreign byte`, async () => {
  const world = await openWorld();
  const { gateway, clock, canaries, nobody } = world;
  const inspector = createInspector(canaries);
  const random = chances(SEED);
  const people = SLUGS.flatMap((slug) => GUESTS.map((guest) => canaries.dataOf(slug, guest)));
  const grow = grower({
    schema,
    random,
    ids: idsFor(world),
    texts: ['142', '101', ...people.flatMap(({ phone, card, text }) => [phone, card, `${text}@example.test`])],
    roots: ['card', 'cards', 'guest', 'guests', 'guestsBy', 'node', 'nodes', 'operations', 'viewer'],
    fields: { Guest: 'name { full } email phones note', Card: 'number balance', Operation: 'reason balanceAfter' },
  });
  const everybody = [...world.keys, ...world.guests, ...world.staff];
  const { text: page } = await send(gateway.url, {
    method: 'GET',
    path: '/graphql',
    headers: { accept: 'text/html' },
    body: Buffer.alloc(0),
  });
  const seen: Record<string, number> = {};
  let withData = 0;
  let runs = 0;

  /** Who asks, with a credential that works; a session that a document has ended begins again. */
  const pickAsker = async (address: string): Promise<Asker> => {
    const asker = random.pick([nobody, ...random.pick([world.keys, world.keys, world.guests, world.staff])]);
    if (asker.credential !== null || asker === nobody) return asker;
    if (asker.guest !== null) await world.issue(asker);
    else await world.logIn(asker, address);
    return asker;
  };

  const bodyOf = ({ slug }: Asker): Buffer => {
    // A seventh is what clients ask for, which finds more than what is grown.
    const about = { slug: slug !== null && random.under(0.8) ? slug : random.pick(SLUGS), guest: random.pick(GUESTS) };
    const { query, variables } = random.under(0.15) ? questionAbout(about, canaries, random) : grow();
    const text = random.under(0.04) ? random.pick(HOSTILE_VARIABLES) : JSON.stringify(variables);
    const more = random.under(0.05)
      ? random.pick([',"operationName":"Grown"', ',"operationName":7', ',"extensions":{"persistedQuery":1}'])
      : '';
    const body = Buffer.from(`{"query":${JSON.stringify(query)},"variables":${text}${more}}`);
    return random.under(0.1) ? spoilBytes(random, body) : body;
  };

  const sentBy = (asker: Asker, address: string): { sent: Sent; forged: boolean } => {
    const body = bodyOf(asker);
    const spoils = asker.credential !== null && random.under(0.08);
    const other = random.pick(everybody).credential ?? 'x';
    const made = spoils ? spoilCredential(random, asker.credential ?? '', other) : asker.credential;
    // Another's secret behind a name that both have is that other's credential.
    const isReal = everybody.some(({ credential }) => credential === made);
    const credential = isReal ? asker.credential : made;
    const scheme = random.under(0.03) ? random.pick(['bearer', 'BEARER ', 'Bearer\t']) : 'Bearer';
    const headers = {
      'content-type': 'application/json',
      'x-forwarded-for': random.under(0.05) ? '10.0.0.7, unknown, 127.0.0.1' : address,
      ...(credential === null ? {} : { authorization: `${scheme} ${credential}` }),
      ...random.pick(HEADERS),
    };
    const isGet = random.under(0.1);
    const params = isGet ? `?${queryString(body)}` : '';
    return {
      sent: { method: isGet ? 'GET' : 'POST', path: `/graphql${params}`, headers, body },
      forged: credential !== asker.credential,
    };
  };

  const once = async (): Promise<void> => {
    runs += 1;
    const run = runs;
    const address = `10.${run >> 16}.${(run >> 8) & 255}.${run & 255}`;
    const asker = await pickAsker(address);
    const { sent, forged } = sentBy(asker, address);
    const isSpoilt = random.under(0.03);
    const told = `seed ${SEED}, run ${run}: ${asker.name}${forged ? ', forged' : ''} ${sent.method} ${sent.path.slice(0, 600)} ${JSON.stringify(sent.headers)} ${sent.body.toString().slice(0, 1500)}`;
    const { status, text } = await (isSpoilt ? sendSpoilt(gateway.url, random, sent) : send(gateway.url, sent)).catch(
      (error: Error) => {
        throw new Error(`${error.message}: ${told}`);
      },
    );
    const key = `${isSpoilt ? 'spoilt ' : forged ? 'forged ' : ''}${status}`;
    seen[key] = (seen[key] ?? 0) + 1;
    // What is forged or spoilt is nobody's, unless the credential came through whole.
    const receiver = forged ? nobody : asker;
    const asked = decoded(sent.path) + sent.body.toString();
    const issues = /guestTokenIssue|session(Login|Refresh)/.test(asked);
    // GraphiQL's page bears the ids of its examples; it is the same for everybody.
    if (isSpoilt || text !== page)
      expect(inspector.inAnswer(receiver, text, { issues, asked }), `${text.slice(0, 600)} ${told}`).toEqual([]);
    if (isSpoilt) {
      expect(status === 503 || status < 500, `${status} ${text.slice(0, 300)} ${told}`).toBe(true);
      return;
    }
    const result = resultOf(text);
    const codes = (result?.errors ?? []).map(({ extensions }) => extensions.code);
    if (status >= 500) expect([status, codes], told).toEqual([503, ['OVERLOADED']]);
    for (const code of codes) expect(CODES, `${text.slice(0, 600)} ${told}`).toContain(code);
    if (result?.data) withData += 1;
    if (forged && result) expect([401, 406, 415, 429, 431], `${text.slice(0, 300)} ${told}`).toContain(status);
    if (receiver === nobody && !issues) expect(result?.data ?? null, told).toBeNull();
    if (status === 401 && !forged)
      asker.credential = asker.guest === null && asker.login === 'gateway' ? asker.credential : null;
  };

  let left = RUNS;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) {
        await once();
        if (left % 20 === 0) clock.advance(5000);
        if (process.env.FUZZ_RUNS && left % 5000 === 0) console.log(`${left} of ${RUNS} documents left`);
      }
    }),
  );
  const told = world.lines.flatMap((line) => inspector.inLog(line).map((found) => `${found}: ${line.slice(0, 600)}`));
  if (process.env.FUZZ_RUNS)
    console.log(
      `fuzz: ${RUNS} documents, ${withData} with data, ${inspector.rightful} rightful, ${told.length} leaks in the log, ${JSON.stringify(seen)}`,
    );
  expect(told).toEqual([]);
  // Canaries can be seen, the gateway is still there, and much of what was grown is worth an answer.
  expect(inspector.rightful).toBeGreaterThan(RUNS / 10);
  expect((await gateway.ask('{ viewer { name } }')).body.data).toEqual({ viewer: { name: 'admin' } });
  expect(withData, JSON.stringify(seen)).toBeGreaterThan(RUNS / 8);
});

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The parameters of a GET, now and then with an escape that is none. */
function queryString(body: Buffer): string {
  try {
    const { query, variables } = JSON.parse(body.toString()) as { query: string; variables: object };
    const params = `query=${encodeURIComponent(query)}&variables=${encodeURIComponent(JSON.stringify(variables))}`;
    return params.length < 6000 ? params : `query=${encodeURIComponent('{ viewer { name } }')}`;
  } catch {
    return 'query=%7B%20viewer%20%7B%20name%20%7D%20%7D&variables=%zz&query=%C3%28';
  }
}
