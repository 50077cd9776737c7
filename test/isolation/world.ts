import { Writable } from 'node:stream';
import { pino } from 'pino';
import { request } from 'undici';
import { ROLE_NAMES } from '../../src/config/scopes.ts';
import { encodeId } from '../../src/graph/ids/global-id.ts';
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { defaultUsers } from '../../src/sandbox/seed/variants.ts';
import { atEnd } from '../kit/at-end.ts';
import { standingClock } from '../kit/clock.ts';
import { openGateway, type Start } from '../kit/gateway.ts';
import { type Canaries, createCanaries, type Mutate, SLUGS, type Slug, sowCanaries } from './canaries.ts';
import { createStampingServer } from './stamping-server.ts';

/** Users of every restaurant, whose password is their login. The trainee may read neither discounts nor operations. */
const TRAINEE = { login: 'trainee', password: 'trainee', userType: 'ORDINARY', role: 'Стажёр' } as const;
export const USERS = ['admin', 'hostess', 'trainee'] as const;
/** Ids of guests who hold tokens. */
export const GUESTS = [142, 101, 113] as const;

export interface Asker {
  readonly name: string;
  /** Null: nobody. */
  readonly slug: Slug | null;
  /** The account of a guest token. */
  readonly guest: number | null;
  /** The login at the server under which its requests run. */
  readonly login: string;
  /** Null where it has none, or none any more. */
  credential: string | null;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

const GUEST_TOKEN = `mutation ($input: GuestTokenIssueInput!) { guestTokenIssue(input: $input) {
  __typename ... on GuestTokenIssuePayload { token } } }`;

export type World = Awaited<ReturnType<typeof openWorld>>;

/**
 * Two restaurants with the same ids behind one gateway, every guest's data with canaries, and whoever can ask: nobody, keys of
 * all roles, guests, staff. With `stamps` what the servers say is marked with the login that asked.
 */
export async function openWorld({ stamps = false, start }: { stamps?: boolean; start?: Start } = {}) {
  const clock = standingClock();
  const sandboxes = new Map<Slug, Sandbox>();
  const closing: (() => Promise<unknown>)[] = [];
  const tenants = [];
  for (const slug of SLUGS) {
    const users = [...defaultUsers(slug), TRAINEE];
    const sandbox = await createSandbox({ variant: slug, size: 'small', clock, faultClock: clock, users });
    const stamping = stamps ? await createStampingServer(sandbox.port) : null;
    sandboxes.set(slug, sandbox);
    closing.push(...(stamping ? [stamping.close] : []), sandbox.close);
    const baseUrl = stamping?.url ?? sandbox.url;
    tenants.push({
      slug,
      baseUrl,
      valueMoves: { maxAmount: '999999999.99' },
      upstream: { timeoutMs: 20_000, deadlineMs: 60_000 },
    });
  }
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const gateway = await openGateway(tenants, {
    clock,
    log: pino({ level: 'trace', base: null }, sink),
    ...(start ? { start } : {}),
    file: {
      server: { port: 0, trustedProxies: ['127.0.0.1'] },
      introspection: false,
      rateLimit: { costPerMinute: 1e9 },
      guestTokens: { costPerMinute: 1e9, keys: [{ kid: 'a', secret: 'a secret of at least 32 characters' }] },
      secrets: { keys: [{ kid: 'a', secret: 'secret-of-at-least-thirty-two-bytes' }] },
      staffSessions: { roles: ['admin'] },
    },
  });
  const close = atEnd(async () => {
    await gateway.close();
    for (const end of closing) await end();
  });
  // Ids of both restaurants. Whoever is in the first page of a list is among them, and every guest with a token.
  const ids = [...(sandboxes.get('saturn')?.accounts() ?? [])].map(({ id }) => id);
  const guests = ids.filter((id, at) => at < 8 || at % 5 === 0 || GUESTS.some((guest) => guest === id));
  const canaries: Canaries = createCanaries(ids);
  for (const [slug, sandbox] of sandboxes) {
    const mutate: Mutate = async (query, input) => (await gateway.ask(query, { input }, { tenant: slug })).body;
    await sowCanaries(slug, sandbox, { canaries, mutate, guests });
  }

  const as = (name: string, slug: Slug | null, more: Partial<Asker> = {}): Asker => ({
    name: `${name}@${slug}`,
    slug,
    guest: null,
    login: 'gateway',
    credential: null,
    ...more,
  });
  const keys = SLUGS.flatMap((slug) =>
    ROLE_NAMES.map((role) => as(role, slug, { credential: gateway.apiKey(slug, role) })),
  );
  const holders = SLUGS.flatMap((slug) => GUESTS.map((guest) => as(`guest ${guest}`, slug, { guest })));
  const staff = SLUGS.flatMap((slug) => USERS.map((login) => as(`staff ${login}`, slug, { login })));
  return {
    clock,
    gateway,
    sandboxes,
    canaries,
    /** Log lines at the level trace, the newest last. */
    lines,
    nobody: as('nobody', null),
    keys,
    guests: holders,
    staff,
    close,
    /** One POST to the gateway, with other headers where they are given. */
    async post(
      credential: string | null,
      body: object | string,
      more: { signal?: AbortSignal; headers?: object } = {},
    ): Promise<Answer> {
      const { statusCode, body: answer } = await request(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(credential === null ? {} : { authorization: `Bearer ${credential}` }),
          ...more.headers,
        },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        signal: more.signal ?? null,
      });
      return { status: statusCode, text: await answer.text() };
    },
    /** A new token for a guest, by a key that may issue it. */
    async issue(asker: Asker): Promise<Answer> {
      const key = gateway.apiKey(asker.slug ?? '', 'guest-app');
      const by = { id: encodeId(asker.slug ?? '', 'Guest', asker.guest ?? 0) };
      const answer = await this.post(key, { query: GUEST_TOKEN, variables: { input: { by } } });
      asker.credential = tokenIn(answer.text);
      return answer;
    },
    /** A new session for a user, from an address that nobody logged in from. */
    async logIn(asker: Asker, address: string): Promise<Answer> {
      const input = { tenant: asker.slug, login: asker.login, password: asker.login };
      const query = `mutation ($input: SessionLoginInput!) { sessionLogin(input: $input) { __typename
        ... on SessionLoginPayload { token viewer { kind name user { login } } } } }`;
      const answer = await this.post(
        null,
        { query, variables: { input } },
        { headers: { 'x-forwarded-for': address } },
      );
      asker.credential = tokenIn(answer.text);
      return answer;
    },
  };
}

export const tokenIn = (text: string): string | null => /"token":"([^"]+)"/.exec(text)?.[1] ?? null;
