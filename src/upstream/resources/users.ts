import type { components } from '../../contract/types.ts';
import type { Upstream } from '../client.ts';

/** A user of the web admin or of the API. */
export type User = components['schemas']['User'];

/** The user whose token the call has. */
export function authInfo({ client, context }: Upstream): Promise<User> {
  return client.call('auth.info', {}, context);
}
