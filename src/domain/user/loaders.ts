import type { GatewayContext } from '../../graph/context.ts';
import { readAll } from '../../upstream/resources/list-call.ts';
import { listUsers } from '../../upstream/resources/users.ts';
import { type User, userFromWire } from './model.ts';

const memo = {};

/** The users of the server, read once per request and never cached: roles can change any time. */
export function users(context: GatewayContext): Promise<User[]> {
  const known = context.memo.get(memo) as Promise<User[]> | undefined;
  if (known) return known;
  const reading = readAll(context.upstream, listUsers).then((rows) => rows.map(userFromWire));
  context.memo.set(memo, reading);
  return reading;
}

export async function userById(context: GatewayContext, id: number | null): Promise<User | null> {
  return id === null ? null : ((await users(context)).find((user) => user.id === id) ?? null);
}
