import type { OperationId } from '../contract/schemas.ts';
import type { LocalDate, LocalDateTime, Zone } from '../lib/local-time.ts';
import { notFound } from './http/api-error.ts';
import type { Sessions } from './http/sessions.ts';
import { createLedger, type Ledger } from './ledger/ledger.ts';
import { createStore, type Store } from './ledger/store.ts';
import type { Account, SandboxUser, Settings } from './model.ts';
import type { Random } from './seed/random.ts';

/** Everything that one emulated server remembers. Rebuilt whole by a reset. */
export interface World {
  store: Store;
  ledger: Ledger;
  settings: Settings;
  sessions: Sessions;
  /** For what the server itself makes up: temporary identifiers. */
  random: Random;
  zone: Zone;
}

/** One request after authentication and validation, in the contract's words whatever the dialect. */
export interface Call {
  /** Path and query parameters; defaults filled in. */
  params: Record<string, unknown>;
  body: Record<string, unknown>;
  user: SandboxUser | null;
  token: string;
  /** Milliseconds since the epoch, by the injected clock. */
  at: number;
  local: LocalDateTime;
  day: LocalDate;
}

export type Handler = (call: Call, world: World) => unknown;
/** What answers an operation of the contract. A file of routes may have some of them. */
export type Routes = Readonly<Partial<Record<OperationId, Handler>>>;

export function createWorld(settings: Settings, sessions: Sessions, random: Random, zone: Zone): World {
  const store = createStore();
  return { store, ledger: createLedger(settings.dayChangeTime, store.accounts), settings, sessions, random, zone };
}

export function accountOf(call: Call, world: World, id: unknown = call.params.id): Account {
  const account = world.store.accounts.get(Number(id));
  if (!account) throw notFound('Счёт не найден');
  return account;
}
