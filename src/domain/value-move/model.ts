import type { GatewayContext } from '../../graph/context.ts';
import { badInput } from '../../graph/errors.ts';

const KEY = /^[A-Za-z0-9_-]{16,64}$/;
export const KEY_LIMIT = '16 to 64 characters of A-Z, a-z, 0-9, _ and -';

/** An idempotency key. Throws BAD_USER_INPUT for a text of another form. */
export function readKey(key: string, field = 'idempotencyKey'): string {
  if (!KEY.test(key)) throw badInput(`${field} must have ${KEY_LIMIT}.`, { reason: 'INVALID_KEY' });
  return key;
}

/** Owner of the keys of a principal. */
export function keyOwner({ principal }: GatewayContext): string {
  return principal ? `${principal.kind}:${principal.id}` : '';
}
