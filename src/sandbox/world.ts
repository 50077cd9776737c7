import { businessDateOf, type Zone } from '../lib/local-time.ts';
import type { Sessions } from './http/sessions.ts';
import { type BookingTime, createLedger, type Ledger } from './ledger/ledger.ts';
import { createStore, type Store } from './ledger/store.ts';
import type { Settings } from './model.ts';
import type { Random } from './seed/random.ts';
import type { Rows } from './seed/rows.ts';

/** One instant of the injected clock, as this server sees it. */
export interface ServerTime extends BookingTime {
  /** Milliseconds since the epoch. */
  at: number;
}

/** The whole state of one emulated server. A reset builds it anew. */
export interface World {
  store: Store;
  ledger: Ledger;
  settings: Settings;
  sessions: Sessions;
  /** Source of temporary identifiers. */
  random: Random;
  zone: Zone;
  /** Brings the ledger up to this instant. */
  timeAt(at: number): ServerTime;
}

export function createWorld(settings: Settings, rows: Rows, sessions: Sessions, random: Random, zone: Zone): World {
  const store = createStore(rows);
  const ledger = createLedger(settings.dayChangeTime, store.accounts);
  return {
    store,
    ledger,
    settings,
    sessions,
    random,
    zone,
    timeAt(at) {
      const local = zone.toLocal(at);
      const day = businessDateOf(local, settings.dayChangeTime);
      ledger.advance(day);
      return { at, local, day };
    },
  };
}
