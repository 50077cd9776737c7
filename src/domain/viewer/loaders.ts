import type { GatewayContext } from '../../graph/context.ts';
import { authInfo, type User as Row } from '../../upstream/resources/users.ts';
import { type User, userFromWire } from '../user/model.ts';

const memo = {};

/** The user of the session, read once per request. */
export function sessionUser(context: GatewayContext): Promise<User> {
  const cached = context.memo.get(memo) as Promise<User> | undefined;
  if (cached) return cached;
  return remember(context, authInfo(context.upstream));
}

/** Notes the user that a login has just read. */
export function primeSessionUser(context: GatewayContext, row: Row): void {
  remember(context, Promise.resolve(row));
}

function remember(context: GatewayContext, reading: Promise<Row>): Promise<User> {
  const user = reading.then(userFromWire);
  // Each field that shows the user handles the rejection of its own promise.
  user.catch(() => undefined);
  context.memo.set(memo, user);
  return user;
}
