import { resolve } from 'node:path';
import * as z from 'zod';
import { readRange } from '../lib/address-ranges.ts';
import { compareMoney, type Money, parseMoney } from '../lib/decimal.ts';
import { parseDate } from '../lib/local-time.ts';
import { dialectShape } from './dialect.ts';
import { persistedOperationsShape } from './persisted-operations.ts';
import { ROLE_NAMES, SCOPES } from './scopes.ts';
import { type Sources, secretShape } from './secrets.ts';
import { optional, section } from './section.ts';
import { examinationShape, logShape } from './sections/operation.ts';
import { secretsShape, staffSessionsShape } from './staff-sessions.ts';
import { credentialsShape } from './tenant/credentials.ts';
import { upstreamLimitsShape } from './upstream-limits.ts';

const positive = z.int().min(1);
const text = z.string().trim().min(1);
const slug = z.string().regex(/^[a-z0-9-]{1,32}$/, 'must be 1 to 32 of a-z, 0-9 and -');
/** In metrics, what has no series of its own: tenants beyond the first, operations that are not registered. */
export const OTHER = 'other';
const tenantSlug = slug.refine((name) => name !== OTHER, 'is what /metrics calls the tenants beyond the first 200');
const port = z.int().min(0).max(65_535);
const milliseconds = z.int().min(1).max(3_600_000);
const part = z.number().gt(0, 'must be above 0').max(1);

const amount = z.string('must be a text in quotes, such as "100000.00"').transform((written, context): Money => {
  const money = parseMoney(written);
  if (money !== null && compareMoney(money, 0) > 0) return money;
  context.addIssue({
    code: 'custom',
    message: 'must be an amount above zero with at most two decimals, such as "100000.00"',
  });
  return z.NEVER;
});

const hash = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/i, 'must read "sha256:" and 64 hex digits: the SHA-256 of the whole key')
  .transform((written) => written.slice('sha256:'.length).toLowerCase());

const origin = z
  .string()
  .refine(isOrigin, 'must be an exact origin, such as "https://bonus.example" or "capacitor://localhost"');

const publicUrl = z.string().refine((written) => {
  const { protocol = '', username, password, search, hash } = URL.canParse(written) ? new URL(written) : {};
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
}, 'must be an http or https address, without login, ? and #');

const range = z
  .string('must be a text such as "10.0.0.0/8"')
  .refine(
    (written) => readRange(written) !== null,
    'must be an address range, such as "10.0.0.0/8" or "2001:db8::/32"',
  );

const day = z
  .string('must be a day such as 2027-01-01')
  .refine((written) => parseDate(written) !== null, 'must be a day of the calendar, such as 2027-01-01');

const rateLimit = section({
  costPerMinute: positive.default(600_000).describe('Cost of the documents that a principal may send in a minute'),
});

/** The whole file: shape, default and description of each option. */
export function configShape(sources: Sources) {
  const { production, baseDir } = sources;
  const secret = secretShape(sources);
  const path = text.transform((written) => resolve(baseDir, written));

  const server = section({
    host: text.default('127.0.0.1').describe('Address to listen on; the environment variable `HOST` overrides it'),
    port: port.default(4000).describe('0 takes any free port; the environment variable `PORT` overrides it'),
    adminPort: port
      .nullable()
      .default(null)
      .describe(
        'Port of `/metrics`, `/readyz?verbose`, of `intents settle`, `ack` and `adopt`, and of `conform --write`; without one the former are for loopback only',
      ),
    adminHost: text.default('127.0.0.1').describe('Address that `adminPort` listens on'),
    publicUrl: publicUrl
      .nullable()
      .default(null)
      .describe(
        'Address at which clients reach the gateway; `start` prints it. A prefix of the proxy needs no setting',
      ),
    drainSeconds: z
      .int()
      .min(0)
      .max(600)
      .default(production ? 5 : 0)
      .describe(
        'After SIGTERM, time in which readiness says no and requests are still answered, so that balancers turn away first; `5` in production',
      ),
    trustedProxies: z
      .array(range)
      .default([])
      .describe('Address ranges of proxies whose `X-Forwarded-For` is believed'),
  }).refine(({ adminPort, port: main }) => adminPort === null || adminPort === 0 || adminPort !== main, {
    path: ['adminPort'],
    message: 'must differ from server.port',
  });

  const valueMoves = section({
    maxAmount: amount.prefault('100000.00').describe('Largest amount of one deposit or withdrawal'),
    settleSeconds: z.int().min(0).default(600).describe('Time after which what is not found counts as not booked'),
    reasonVerbatim: z
      .union([z.literal('auto'), z.boolean()])
      .default('auto')
      .describe('Whether the server returns reasons unchanged; `auto` observes it'),
    audit: z.number().min(0).max(1).default(1).describe('Part of the answered moves that are audited a minute later'),
    groupTimeoutMs: milliseconds.default(120_000).describe('Time for the answer to a deposit to a whole group'),
  });

  const tenant = section({
    slug: tenantSlug.describe(`Name of the tenant in ids, \`[a-z0-9-]{1,32}\` but not \`${OTHER}\`; never rename it`),
    name: text.describe('Name for people'),
    baseUrl: z
      .string()
      .transform((written) => written.trim().replace(/\/+$/, ''))
      .describe('Address of the server with its base path'),
    timeZone: text.describe('IANA time zone of the server, such as `Europe/Moscow`'),
    credentials: credentialsShape(sources),
    dialect: optional(dialectShape),
    upstream: optional(upstreamLimitsShape(sources)),
    valueMoves: optional(valueMoves),
  });

  const apiKey = section({
    id: slug.describe('Name of the client; idempotency keys belong to it'),
    tenant: z.string().describe('Slug of the only tenant that the key sees'),
    hash: hash.describe('`sha256:` and the SHA-256 of the whole key in hex'),
    roles: z
      .array(z.enum(ROLE_NAMES))
      .default([])
      .describe(`Sets of scopes: ${ROLE_NAMES.map((role) => `\`${role}\``).join(', ')}`),
    scopes: z.array(z.enum(SCOPES)).default([]).describe('Single scopes; a key needs roles or scopes'),
    rateLimit: rateLimit.nullable().default(null).describe('Overrides `rateLimit` for this key'),
    guestsPerHour: positive
      .default(5000)
      .describe('Different guests and cards that a key without `guest:list` may ask for in an hour'),
    allowFrom: z
      .array(range)
      .min(1)
      .nullable()
      .default(null)
      .describe('Address ranges from which the key may be used; any where it is omitted'),
    expires: day.nullable().default(null).describe('Last day on which the key is valid, to its end in UTC'),
  });

  const guestTokens = section({
    costPerMinute: positive.default(6000).describe('Cost of the documents that one guest may send in a minute'),
    keys: z
      .array(
        section({
          kid: text.max(64).describe('Name of the key'),
          secret: secretShape(sources, { minBytes: 32 }).describe('At least 32 bytes, a secret'),
        }),
      )
      .min(1)
      .describe('The first one signs, all verify'),
    ttlSeconds: positive.max(3600).default(900).describe('Life of a token'),
  });

  const intents = z.discriminatedUnion('store', [
    section({
      store: z.literal('sqlite').describe('Log of value moves: `sqlite`, `postgres` for several gateways, or `memory`'),
      path: path.prefault('./data/intents.db').describe('File of the `sqlite` log; one gateway owns it'),
    }),
    section({
      store: z.literal('postgres'),
      url: secret.describe('Address of the `postgres` log, a secret; needs `npm install pg`'),
    }),
    section({ store: z.literal('memory') }),
  ]);

  const limits = section({
    bodyBytes: positive.default(102_400).describe('Bytes of a request body'),
    tokens: positive.default(1000).describe('Tokens of a document, which has at most 2,000 lines'),
    depth: positive.default(10).describe('Depth of a document'),
    aliases: positive.default(15).describe('Aliases in a document'),
    directives: positive.default(5).describe('Directives in a document'),
    rootFields: positive.default(10).describe('Root fields of a document'),
    cost: positive
      .default(5000)
      .describe('Objects that a response may hold, computed before execution and counted during it'),
    upstreamCalls: positive.default(300).describe('Calls to the server that one request may cause, retries included'),
    expandedFields: positive.default(5000).describe('Fields of a document with its fragments expanded'),
    inFlight: positive.default(500).describe('Requests executed at once'),
    waiting: z.int().min(0).default(1000).describe('Requests that may wait for that, 2 s at most'),
    connections: positive.default(5000).describe('Open connections; beyond, the longest idle one is closed'),
    answerBytes: positive
      .default(256 * 1024 * 1024)
      .describe('Bytes of the answers of all servers that are being read'),
    dictionaryBytes: positive
      .default(256 * 1024 * 1024)
      .describe('Bytes of the kept dictionaries of all servers; the least recently used goes first'),
    tenantShare: part
      .default(0.5)
      .describe('Part of `inFlight` for one tenant, where there are several, and for the guests of one tenant'),
    keyShare: part.default(0.25).describe('Part of `inFlight` for one key or login; a guest has 8'),
  });

  return section(
    {
      server: optional(server),
      log: optional(logShape),
      examination: optional(examinationShape),
      tenants: z.array(tenant).min(1, 'must name at least one tenant'),
      apiKeys: z
        .array(apiKey)
        .nullish()
        .transform((keys) => keys ?? []),
      secrets: optional(secretsShape(sources)),
      staffSessions: staffSessionsShape
        .nullable()
        .default(null)
        .describe('Sessions of ProBonus users; without it nobody can log in'),
      guestTokens: guestTokens.nullable().default(null).describe('Tokens of one guest each; without it there are none'),
      intents: intents.prefault({ store: 'sqlite' }),
      cors: optional(
        section({ origins: z.array(origin).default([]).describe('Origins of browsers that may ask, exact') }),
      ),
      graphiql: z.boolean().default(!production).describe('Whether GraphiQL is served; `false` in production'),
      introspection: z
        .boolean()
        .default(!production)
        .describe('Whether introspection and `/schema.graphql` are served; `false` in production'),
      persistedOperations: optional(persistedOperationsShape(sources)).describe('Documents registered by their hash'),
      limits: optional(limits),
      rateLimit: optional(rateLimit).describe('Limit of each principal, counted per gateway'),
    },
    {
      redis: 'was removed: replicas share PostgreSQL, with intents: { store: postgres, url: … }',
      dialect: 'belongs to a tenant: indent it with all its lines as the other lines of its tenant are',
    },
  );
}

/** An app's web view has an origin of a scheme of its own, for which URL gives none. */
function isOrigin(written: string): boolean {
  if (/^https?:/.test(written)) return URL.canParse(written) && new URL(written).origin === written;
  return /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+(?::\d{1,5})?$/.test(written);
}
