import {
  FARTHEST_MS,
  type Intent,
  type IntentChange,
  type IntentKey,
  isFinal,
  isUnused,
  type NewIntent,
  NO_EVIDENCE,
  RETENTION_MS,
  sendingIntent,
} from '../intent.ts';
import type { Begun, IntentCount, IntentFilter, IntentStore } from './store.ts';
import { IntentStoreError } from './store-error.ts';

const UNFINISHED = new Set<string>(['SENDING', 'UNKNOWN', 'STUCK', 'WAITING']);

/** A store that ends with its process, for the demo and for tests. */
export function createMemoryStore(): IntentStore {
  const rows = new Map<string, Intent>();
  let isClosed = false;

  const nameOf = ({ tenant, principal, key }: IntentKey) => JSON.stringify([tenant, principal, key]);
  /** The holder of each lock key. */
  const locks = new Map<string, string>();
  const lockOf = (tenant: string, lockKey: string) => `${tenant} ${lockKey}`;
  const open = () => {
    if (isClosed) throw new IntentStoreError('CLOSED', 'the intent log is closed');
    return rows;
  };
  const put = (intent: Intent): Intent => {
    const name = nameOf(intent);
    const before = rows.get(name);
    if (before?.lockKey != null) locks.delete(lockOf(before.tenant, before.lockKey));
    if (intent.lockKey !== null) locks.set(lockOf(intent.tenant, intent.lockKey), name);
    rows.set(name, intent);
    return intent;
  };
  const all = (): Intent[] => [...open().values()];
  const change = (intent: Intent, changes: IntentChange): Intent => put({ ...intent, ...changes });

  return {
    kind: 'memory',
    async begin(intent: NewIntent): Promise<Begun> {
      const found = open().get(nameOf(intent));
      if (found && !isUnused(found)) return { type: 'existing', intent: found };
      if (locks.has(lockOf(intent.tenant, intent.lockKey))) return { type: 'busy' };
      return { type: 'begun', intent: put(sendingIntent(intent)) };
    },
    async get(key) {
      return open().get(nameOf(key)) ?? null;
    },
    async change(row, from, changes) {
      const found = open().get(nameOf(row));
      if (!found || found.attempt !== row.attempt || !from.includes(found.state)) return null;
      return change(found, changes);
    },
    async expireSends(deadlineBefore, now) {
      const old = all().filter(({ state, deadline }) => state === 'SENDING' && deadline < deadlineBefore);
      for (const row of old) {
        const lockKey = row.holdsLock ? row.lockKey : null;
        change(row, { state: 'UNKNOWN', settleFrom: Math.max(now, row.deadline), nextAt: now, lockKey });
      }
      return old.length;
    },
    async takeDue(now, leaseMs, limit) {
      const due = all().filter(({ nextAt }) => nextAt !== null && (nextAt <= now || nextAt > now + FARTHEST_MS));
      due.sort((a, b) => (a.nextAt ?? 0) - (b.nextAt ?? 0));
      return due.slice(0, limit).map((row) => change(row, { nextAt: now + leaseMs }));
    },
    async nextDue() {
      const least = all().reduce((time, { nextAt }) => Math.min(time, nextAt ?? Infinity), Infinity);
      return least < Infinity ? least : null;
    },
    async ownMarkers(tenant, markers) {
      const own = new Set(all().flatMap((row) => (row.tenant === tenant ? row.marker : [])));
      return new Set(markers.filter((marker) => own.has(marker)));
    },
    async claimed(tenant, upstreamIds) {
      const own = new Set(all().flatMap((row) => (row.tenant === tenant ? (row.upstreamId ?? []) : [])));
      return new Set(upstreamIds.filter((id) => own.has(id)));
    },
    async lastMeasured(tenant, now) {
      const measured = all().filter((row) => row.tenant === tenant && row.skewMs !== null && row.submittedAt <= now);
      return measured.sort((a, b) => b.submittedAt - a.submittedAt)[0] ?? null;
    },
    async list(filter: IntentFilter) {
      const found = all().filter((row) => matches(row, filter));
      return found.sort((a, b) => b.submittedAt - a.submittedAt).slice(0, filter.limit);
    },
    async counts() {
      const counts = new Map<string, IntentCount>();
      for (const { tenant, state, alarm } of all()) {
        if (!UNFINISHED.has(state) && alarm === null) continue;
        const name = JSON.stringify([tenant, state, alarm]);
        counts.set(name, { tenant, state, alarm, count: (counts.get(name)?.count ?? 0) + 1 });
      }
      return [...counts.values()];
    },
    async sweep(expireBefore, forgetBefore, now) {
      let swept = 0;
      for (const row of all()) {
        const { state, settledAt, expiredAt, submittedAt, settleFrom } = row;
        if (
          expiredAt !== null
            ? expiredAt < forgetBefore
            : state === 'INTENT' && settleFrom === null && submittedAt < expireBefore
        ) {
          rows.delete(nameOf(row));
        } else if (expiredAt === null && isFinal(state) && settledAt !== null && settledAt < expireBefore) {
          const emptied = { move: null, result: null, evidence: NO_EVIDENCE, nextAt: null };
          change(row, { ...emptied, expiredAt: Math.min(now, settledAt + RETENTION_MS) });
        } else continue;
        swept++;
      }
      return swept;
    },
    async probe() {
      all();
    },
    async close() {
      isClosed = true;
    },
  };
}

function matches(row: Intent, { tenant, states, alarmed, name }: IntentFilter): boolean {
  return (
    (tenant === undefined || row.tenant === tenant) &&
    (states === undefined || states.includes(row.state)) &&
    (alarmed !== true || row.alarm !== null) &&
    (name === undefined || row.marker === name || row.key === name)
  );
}
