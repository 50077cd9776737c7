import { resolve } from 'node:path';
import * as z from 'zod';
import { compareMoney, type Money, parseMoney } from '../lib/decimal.ts';
import { dialectShape } from './dialect.ts';
import type { TenantCredentials } from './gateway-config.ts';
import { ROLE_NAMES, SCOPES } from './scopes.ts';
import { type Sources, secretShape } from './secrets.ts';
import { optional, section } from './section.ts';
import { upstreamLimitsShape } from './upstream-limits.ts';

const positive = z.int().min(1);
const text = z.string().trim().min(1);
const slug = z.string().regex(/^[a-z0-9-]{1,32}$/, 'must be 1 to 32 of a-z, 0-9 and -');
const port = z.int().min(0).max(65_535);
const milliseconds = z.int().min(1).max(3_600_000);

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

const origin = z.string().refine(isOrigin, 'must be an exact origin, such as "https://bonus.example"');

const httpUrl = z.string().refine((written) => {
  return URL.canParse(written) && /^https?:$/.test(new URL(written).protocol);
}, 'must be an http or https address');

const rateLimit = section({ costPerMinute: positive.default(600_000) });

/** The whole file: shapes, defaults, nothing that needs two places at once. */
export function configShape(sources: Sources) {
  const { production, baseDir } = sources;
  const secret = secretShape(sources);
  const path = text.transform((written) => resolve(baseDir, written));

  const credentials = section({
    login: text.optional(),
    password: secret.optional(),
    token: secret.optional(),
  }).transform(({ login, password, token }, context): TenantCredentials => {
    if (token && login === undefined && !password) return { token };
    if (login !== undefined && password && !token) return { login, password };
    context.addIssue({ code: 'custom', message: 'must hold login and password, or token alone' });
    return z.NEVER;
  });

  const tenant = section({
    slug,
    name: text,
    baseUrl: z.string().transform((written) => written.trim().replace(/\/+$/, '')),
    timeZone: text,
    credentials,
    dialect: optional(dialectShape),
    upstream: optional(upstreamLimitsShape),
    valueMoves: optional(
      section({
        maxAmount: amount.prefault('100000.00'),
        settleSeconds: z.int().min(0).default(600),
        reasonVerbatim: z.union([z.literal('auto'), z.boolean()]).default('auto'),
        groupTimeoutMs: milliseconds.default(120_000),
      }),
    ),
  });

  return section({
    server: optional(
      section({
        host: text.default('127.0.0.1'),
        port: port.default(4000),
        adminPort: port.nullable().default(null),
        publicUrl: httpUrl.nullable().default(null),
      }),
    ),
    tenants: z.array(tenant).min(1, 'must name at least one tenant'),
    apiKeys: z
      .array(
        section({
          id: slug,
          tenant: z.string(),
          hash,
          roles: z.array(z.enum(ROLE_NAMES)).default([]),
          scopes: z.array(z.enum(SCOPES)).default([]),
          rateLimit: rateLimit.nullable().default(null),
        }),
      )
      .nullish()
      .transform((keys) => keys ?? []),
    guestTokens: section({
      keys: z.array(section({ kid: text.max(64), secret: secretShape(sources, { minBytes: 32 }) })).min(1),
      ttlSeconds: positive.max(3600).default(900),
    })
      .nullable()
      .default(null),
    intents: z
      .discriminatedUnion('store', [
        section({ store: z.literal('sqlite'), path: path.prefault('./data/intents.db') }),
        section({ store: z.literal('postgres'), url: secret }),
        section({ store: z.literal('memory') }),
      ])
      .prefault({ store: 'sqlite' }),
    redis: section({ url: secret }).nullable().default(null),
    cors: optional(section({ origins: z.array(origin).default([]) })),
    graphiql: z.boolean().default(!production),
    introspection: z.boolean().default(!production),
    persistedOperations: optional(
      section({ mode: z.enum(['off', 'allow', 'only']).default('off'), manifest: path.nullable().default(null) }),
    ),
    limits: optional(
      section({
        bodyBytes: positive.default(102_400),
        tokens: positive.default(1000),
        depth: positive.default(10),
        aliases: positive.default(15),
        directives: positive.default(5),
        rootFields: positive.default(10),
        cost: positive.default(5000),
        upstreamCalls: positive.default(200),
        inFlight: positive.default(500),
        waiting: z.int().min(0).default(1000),
      }),
    ),
    rateLimit: optional(rateLimit),
  });
}

function isOrigin(written: string): boolean {
  return URL.canParse(written) && /^https?:/.test(written) && new URL(written).origin === written;
}
