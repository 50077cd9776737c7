import { type GraphQLResolveInfo, Kind } from 'graphql';
import { builder } from '../../graph/builder.ts';
import { type GatewayContext, unauthenticated } from '../../graph/context.ts';
import { badInput, codedError } from '../../graph/errors.ts';
import { readText } from '../../graph/input/text.ts';
import { defineMutation, type PayloadFields } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { formatInstant } from '../../graph/stored/date.ts';
import { isWellFormed } from '../../lib/plain-text.ts';
import { Secret } from '../../lib/secret.ts';
import { ATTEMPTS } from '../../tenants/staff/attempts.ts';
import type { StaffSession } from '../../tenants/staff/session.ts';
import type { IssuedSession } from '../../tenants/staff/sessions.ts';
import { primeSessionUser } from '../viewer/loaders.ts';
import { Viewer } from '../viewer/type.ts';
import './errors.ts';

const MAX_TENANT = 64;
const MAX_LOGIN = 128;
const MAX_PASSWORD = 256;

const SessionLoginInput = builder.inputType('SessionLoginInput', {
  description: 'Login of a ProBonus user.',
  fields: (t) => ({
    tenant: t.string({
      required: true,
      description: 'Short name of the restaurant or chain.',
      limit: `1 to ${MAX_TENANT} characters`,
    }),
    login: t.string({
      required: true,
      description: 'Login of the user in ProBonus.',
      limit: `1 to ${MAX_LOGIN} characters`,
    }),
    password: t.string({
      required: true,
      description: 'Password of the user in ProBonus. Send it as a variable, never inside the document.',
      limit: `1 to ${MAX_PASSWORD} characters`,
    }),
  }),
});

const issuedSession: PayloadFields<IssuedSession> = (t) => ({
  token: t.exposeString('token', {
    description: 'Credential of the session: `Authorization: Bearer <token>`. It cannot be read again.',
  }),
  expiresAt: t.field({
    description: 'When the session ends at the latest. It ends earlier without requests.',
    type: 'DateTime',
    resolve: ({ expiresAt }, _args, context) => formatInstant(context, expiresAt),
  }),
  viewer: t.field({
    description: 'The user of the session and what the session allows.',
    type: Viewer,
    resolve: ({ principal }) => principal,
  }),
});

defineMutation('sessionLogin', {
  description: [
    'Opens a session for a ProBonus user; requires no credential. Requests of the session run in ProBonus under that user, whose role decides within the scopes of the session.',
    'It must be the only field of its document.',
    `At most ${ATTEMPTS.perAddress} attempts a minute per client address, ${ATTEMPTS.perLogin} per tenant and login, ${ATTEMPTS.perTenant} per tenant; further ones are RATE_LIMITED.`,
    "On a server that allows one session per user, it ends that user's other session.",
  ].join(' '),
  scopes: null,
  input: SessionLoginInput,
  payload: issuedSession,
  errors: ['INVALID_CREDENTIALS'],
  async run(context, input, info) {
    checkAlone(info);
    const { address, callStats: stats } = context;
    const tenant = readText(input.tenant, 'tenant', { min: 1, max: MAX_TENANT });
    const login = readText(input.login, 'login', { min: 1, max: MAX_LOGIN });
    const password = readPassword(input.password);
    const outcome = await context.staff.logIn({ tenant, login, password, address, stats });
    switch (outcome.type) {
      case 'REFUSED':
        throw new UserFault('INVALID_CREDENTIALS');
      case 'LIMITED':
        throw codedError('RATE_LIMITED', 'Too many attempts to log in. Retry later.', {
          retryAfter: Math.ceil(outcome.retryAfterMs / 1000),
        });
      case 'FULL':
        throw codedError('OVERLOADED', 'Too many sessions of this tenant are open.', { reason: 'SESSIONS' });
      case 'OPENED':
        context.signIn(outcome.session.principal);
        primeSessionUser(context, outcome.user);
        return outcome.session;
    }
  },
});

defineMutation('sessionRefresh', {
  description:
    'Replaces the token of the session of this request. The replaced token works for another 30 seconds. The session does not end later for it. Requires a session.',
  scopes: [],
  payload: issuedSession,
  errors: [],
  async run(context) {
    const issued = await context.staff.refresh(sessionOf(context));
    if (!issued) throw unauthenticated();
    return issued;
  },
});

interface Ended {
  readonly endedAt: number;
}

defineMutation('sessionLogout', {
  description:
    'Ends the session of this request, here and in ProBonus. Its token is invalid from then on. Requires a session.',
  scopes: [],
  payload: (t: Parameters<PayloadFields<Ended>>[0]) => ({
    endedAt: t.field({
      description: 'When the session ended.',
      type: 'DateTime',
      resolve: ({ endedAt }, _args, context) => formatInstant(context, endedAt),
    }),
  }),
  errors: [],
  async run(context): Promise<Ended> {
    await context.staff.logOut(sessionOf(context), context.upstream);
    return { endedAt: context.clock.now() };
  },
});

/** The rest of the document would run as the user, and each login must count as an attempt. Throws BAD_USER_INPUT. */
function checkAlone({ operation }: GraphQLResolveInfo): void {
  const [field, ...others] = operation.selectionSet.selections;
  if (others.length > 0 || field?.kind !== Kind.FIELD)
    throw badInput('sessionLogin must be the only field of its document.', { reason: 'NOT_ALONE' });
}

/** Spaces belong to a password. */
function readPassword(password: string): Secret {
  if (password === '' || password.length > MAX_PASSWORD || !isWellFormed(password)) {
    throw badInput(`password must have 1 to ${MAX_PASSWORD} characters, without NUL or unpaired surrogates.`, {
      reason: 'INVALID_TEXT',
    });
  }
  return new Secret(password);
}

/** The session of the request. Throws FORBIDDEN for another credential. */
function sessionOf({ principal }: GatewayContext): StaffSession {
  const session = principal?.session;
  if (!session) throw codedError('FORBIDDEN', 'This field requires a session.', { reason: 'NOT_A_SESSION' });
  return session;
}
