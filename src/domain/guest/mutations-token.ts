import { builder } from '../../graph/builder.ts';
import { badInput, codedError } from '../../graph/errors.ts';
import { checkRange } from '../../graph/input/checks.ts';
import { defineMutation, type PayloadBuilder } from '../../graph/mutation/mutation.ts';
import { UserFault } from '../../graph/mutation/user-error.ts';
import { formatInstant } from '../../graph/stored/date.ts';
import { plainKey } from '../../lib/plain-text.ts';
import { type IssuedGuestToken, MAX_TTL_SECONDS } from '../../tenants/guest-tokens.ts';
import { hasPermanently } from '../account/match.ts';
import { GuestBy, type GuestByInput, guestBy } from './by.ts';
import type { Guest as GuestModel } from './model.ts';
import { GUEST_FIELD } from './type.ts';

const GuestTokenIssueInput = builder.inputType('GuestTokenIssueInput', {
  description: 'The guest to issue a token for.',
  fields: (t) => ({
    by: t.field({
      type: GuestBy,
      required: true,
      description:
        'The guest, by ID, phone or identifier, never by e-mail address. Whoever asks must have proved to you that they hold the phone or the card. A temporary identifier is no proof: it finds no guest here.',
    }),
    ttlSeconds: t.int({
      description: 'Lifetime of the token in seconds; the default of the gateway if omitted.',
      limit: `1 to ${MAX_TTL_SECONDS}`,
    }),
  }),
});

interface Issued extends IssuedGuestToken {
  readonly guest: GuestModel;
}

/** Whether what was looked up by belongs to the guest permanently. */
function isProof({ phone, identifier }: GuestByInput, { account }: GuestModel): boolean {
  const value = phone ?? identifier?.value;
  return value === undefined || hasPermanently(account, plainKey(value));
}

defineMutation('guestTokenIssue', {
  description:
    'Issues a token with which the app or the browser of one guest can access the gateway directly: that guest, their card and their operations, nothing else. First make sure who asks, for example by an SMS code: the gateway cannot. Keep the token in memory, not in local storage. It ends when it expires, or when the API key that issued it is revoked or loses the scope.',
  scopes: ['guest-token:issue'],
  input: GuestTokenIssueInput,
  payload: (t: PayloadBuilder<Issued>) => ({
    token: t.exposeString('token', { description: 'Credential for the header `Authorization: Bearer <token>`.' }),
    expiresAt: t.field({
      description: 'When the token expires.',
      type: 'DateTime',
      resolve: ({ expiresAt }, _args, context) => formatInstant(context, expiresAt),
    }),
    guest: t.field({ ...GUEST_FIELD, description: 'Guest of the token; null without the required scope.' }),
  }),
  errors: ['GUEST_NOT_FOUND'],
  run: async (context, { by, ttlSeconds }): Promise<Issued> => {
    if (by.email != null)
      throw badInput('A guest token is not issued by e-mail address.', { reason: 'EMAIL_NOT_ACCEPTED' });
    checkRange(ttlSeconds, { name: 'ttlSeconds', min: 1, max: MAX_TTL_SECONDS });
    const { principal, tenant } = context;
    const { issueGuestToken } = context.credentials;
    if (!principal || !issueGuestToken)
      throw codedError('FORBIDDEN', 'This gateway is not configured to issue guest tokens.', {
        reason: 'NOT_CONFIGURED',
      });
    const guest = await guestBy(context, by);
    if (!guest || !isProof(by, guest)) throw new UserFault('GUEST_NOT_FOUND', { path: ['input', 'by'] });
    const grant = {
      tenant: tenant.slug,
      accountId: guest.id,
      keyId: principal.id,
      ttlSeconds: ttlSeconds ?? undefined,
    };
    return { guest, ...(await issueGuestToken(grant)) };
  },
});
