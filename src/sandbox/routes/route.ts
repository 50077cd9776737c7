import type { OperationId } from '../../contract/schemas.ts';
import { notFound } from '../http/api-error.ts';
import type { Account, SandboxUser } from '../model.ts';
import type { ServerTime, World } from '../world.ts';

/** One request after authentication and validation, in the contract's words whatever the dialect. */
export interface Call extends ServerTime {
  /** Path and query parameters with their defaults. */
  params: Record<string, unknown>;
  body: Record<string, unknown>;
  user: SandboxUser | null;
  token: string;
}

/** Returns the result in the contract's words, or throws an ApiError. */
export type Route = (call: Call, world: World) => unknown;

/** Routes of some of the contract's operations. */
export type Routes = Readonly<Partial<Record<OperationId, Route>>>;

export function accountOf(call: Call, world: World, id: unknown = call.params.id): Account {
  const account = world.store.accounts.get(Number(id));
  if (!account) throw notFound('Счёт не найден');
  return account;
}
