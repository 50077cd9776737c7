import { UpstreamError } from '../../upstream/errors.ts';
import { type Intent, isLive } from '../intent.ts';
import type { Submitter } from '../send/submit.ts';
import type { Services } from '../services.ts';
import type { IntentStore } from '../store/store.ts';
import { originalStateOf } from './reversal.ts';

/** Longest pause between two readings of an original: another process may have decided it. */
const PAUSE_MS = 60_000;
/** Pause after a send that could not begin, and for a tenant that the configuration no longer has. */
const RETRY_MS = 30_000;
const NO_TENANT_MS = 5 * 60_000;
/** After the last audit of an original, the reversal is decided. */
const AFTER_AUDIT_MS = 60_000;

/** Reversals that wait for their original. Each is sent once, by whichever process learns that the original was booked. */
export interface KeptReversals {
  /** One step of a WAITING row: sends it, ends it, or postpones it. Resolves with the row as it is then. */
  advance(row: Intent): Promise<Intent>;
  /** An original has an outcome: its reversals are due now. */
  onKnown(original: Intent): Promise<void>;
}

interface KeptReversalsOptions extends Services {
  readonly submitter: Submitter;
  readonly wake: (at: number) => void;
}

export function createKeptReversals(options: KeptReversalsOptions): KeptReversals {
  const { store, submitter, tenants, clock, logger, wake } = options;

  const change = async (row: Intent, changes: Parameters<IntentStore['change']>[2]): Promise<Intent> =>
    (await store.change(row, ['WAITING'], changes)) ?? (await store.get(row)) ?? row;

  const send = async (row: Intent): Promise<Intent> => {
    const tenant = tenants.get(row.tenant);
    const now = clock.now();
    if (!tenant || !isLive(row) || row.reverses === null) return change(row, { nextAt: now + NO_TENANT_MS });
    const deadline = now + tenant.deadlineMs;
    const { principal, key, move, fingerprint, reverses } = row;
    try {
      await submitter.submit({
        tenant,
        principal,
        key,
        move,
        upstream: { client: tenant.client, context: { deadline } },
        deadline,
        reversal: { reverses, fingerprint, isKept: true },
      });
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      logger.warn(
        { tenant: row.tenant, marker: row.marker, reason: error.reason },
        'a kept reversal could not be sent yet',
      );
      return change(row, { nextAt: clock.now() + RETRY_MS });
    }
    return (await store.get(row)) ?? row;
  };

  return {
    async advance(row) {
      const { tenant, principal, reverses } = row;
      const now = clock.now();
      const original = reverses === null ? null : await store.get({ tenant, principal, key: reverses });
      const state = original ? originalStateOf(original) : 'NOT_BOOKED';
      if (state === 'BOOKED') {
        const isReserved = original?.reversals?.some((part) => part.key === row.key) ?? false;
        // Its part was given to another reversal, because this row came later than it may.
        return isReserved ? send(row) : change(row, { state: 'NOT_APPLIED', settledAt: now, nextAt: null });
      }
      const auditAt = original?.nextAt ?? null;
      if (state === null) {
        const at = Math.min(auditAt ?? now + PAUSE_MS, now + PAUSE_MS);
        return change(row, { nextAt: Math.max(at, now + 1000) });
      }
      const result = { type: 'NOTHING', originalState: state } as const;
      // An audit may still find that it was booked.
      if (auditAt !== null) return change(row, { result, nextAt: Math.max(now, auditAt) + AFTER_AUDIT_MS });
      return change(row, { result, state: 'NOT_APPLIED', settledAt: now, nextAt: null });
    },
    async onKnown({ tenant, principal, key, reversals }) {
      if (!reversals?.length) return;
      const rows = await store.list({ tenant, reverses: key, states: ['WAITING'], limit: 100 });
      for (const row of rows.filter((each) => each.principal === principal)) await change(row, { nextAt: clock.now() });
      if (rows.length > 0) wake(clock.now());
    },
  };
}
