import * as z from 'zod';
import { ROLE_NAMES } from './scopes.ts';
import { type Sources, secretShape } from './secrets.ts';
import { section } from './section.ts';

/** Sessions of ProBonus users at this gateway. */
export const staffSessionsShape = section({
  roles: z
    .array(z.enum(ROLE_NAMES))
    .min(1)
    .default(['crm'])
    .describe('Sets of scopes of every session; `guest-token:issue` and `debug` are never among them'),
  ttlSeconds: z.int().min(1).max(2_592_000).default(43_200).describe('Time from the login to the end of a session'),
  idleSeconds: z
    .int()
    .min(1)
    .max(2_592_000)
    .default(1800)
    .describe('Time without a request after which a session ends'),
  perTenant: z.int().min(1).max(100_000).default(1000).describe('Sessions of one tenant; beyond it logins are refused'),
  perLogin: z.int().min(1).max(100).default(5).describe('Sessions of one user; beyond it the oldest one ends'),
});

/** Keys that seal what the gateway stores of others. */
export function secretsShape(sources: Sources) {
  return section({
    keys: z
      .array(
        section({
          kid: z.string().trim().min(1).max(64).describe('Name of the key'),
          secret: secretShape(sources, { minBytes: 32 }).describe('At least 32 bytes, a secret'),
        }),
      )
      .default([])
      .describe(
        'Seal stored tokens: the first one seals, all open. Required with `staffSessions`, and in production with `postgres` where a tenant has a login',
      ),
  });
}
