import type { IntentsConfig, TenantConfig } from '../../../src/config/gateway-config.ts';
import type { Move, MoveOutcome } from '../../../src/intents/move.ts';
import type { Failpoint } from '../../../src/intents/services.ts';

/** Where a process is to end itself: at the so-manieth time that it comes by. */
export interface Death {
  readonly point: Failpoint;
  readonly hit: number;
}

export interface StartMessage {
  readonly type: 'start';
  readonly store: Exclude<IntentsConfig, { store: 'postgres' }> | { readonly store: 'postgres'; readonly url: string };
  readonly tenant: Omit<TenantConfig, 'credentials'>;
  readonly death: Death | null;
  /** How much the clock of its machine is ahead. */
  readonly clockAheadMs: number;
  /** The negative control: what was being sent when the former process died is sent again. */
  readonly resend: boolean;
}

export interface MoveMessage {
  readonly type: 'move';
  readonly id: number;
  readonly key: string;
  readonly move: Move;
  readonly deadlineMs: number;
}

export type ToChild = StartMessage | MoveMessage;

/** Failed: thrown, so that by the promise not one byte was sent. */
export type Told = MoveOutcome | { readonly state: 'FAILED'; readonly error: string };

export type FromChild =
  | { readonly type: 'ready' }
  | { readonly type: 'told'; readonly id: number; readonly told: Told };
