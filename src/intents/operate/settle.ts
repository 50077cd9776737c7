import { addMoney, formatMoney, type Money, magnitude } from '../../lib/decimal.ts';
import type { Tenant } from '../../tenants/registry.ts';
import { UpstreamError } from '../../upstream/errors.ts';
import { getOperation, type Operation } from '../../upstream/resources/operations.ts';
import { type Intent, type IntentChange, type IntentResult, isLive, type LiveIntent, settleEndOf } from '../intent.ts';
import { orphansLike } from '../log/orphans.ts';
import { lastMarkerIn } from '../marker.ts';
import { isGroupMove } from '../move.ts';
import { amountOf, storedOperation } from '../read-back/rows.ts';
import { auditAt } from '../reconcile/audits.ts';
import type { SettlementEntry } from '../settlement.ts';
import { whyNotRowOf } from './named-row.ts';
import { decideByHand, type OperatorOptions, rowOf } from './operator-options.ts';
import { OperatorError, type OperatorRequest } from './request.ts';

const HOUR_MS = 3_600_000;
const READ_MS = 60_000;

type SettleRequest = Extract<OperatorRequest, { action: 'settle' }>;

/**
 * Ends a STUCK move by what a person found out. One lookup precedes it: what that can decide, it decides. Rejects with
 * OperatorError where the person's word does not fit what the server shows.
 */
export async function settle(options: OperatorOptions, request: SettleRequest): Promise<string[]> {
  const { reconciler, tenants } = options;
  const { marker, booked, because } = request;
  if (booked === null && (because ?? '').trim() === '') throw new OperatorError('--not-booked needs --because');
  const row = await rowOf(options, marker);
  const tenant = tenants.get(row.tenant);
  if (!tenant) throw new OperatorError(`the configuration has no tenant ${row.tenant}`);
  expectRipe(options, row, tenant);

  const looked = isOrphan(row) ? row : await reconciler.inspect(row);
  if (looked.state !== 'STUCK') return [`The lookup decided: ${outcomeText(looked)}. Nothing is left to settle.`];
  if (!isLive(looked)) throw new OperatorError('the content of the move is no longer kept');
  const seen = seenText(looked);
  if (looked.evidence.failures > row.evidence.failures)
    throw new OperatorError('the operations of the server cannot be read now, so that nothing was settled');
  const entry = (action: SettlementEntry['action']): SettlementEntry => ({
    ...{ action, because, seen, by: request.by, at: options.clock.now(), alarm: null },
  });
  if (booked === null) return [seen, ...(await notBooked(options, looked, entry('NOT_BOOKED')))];
  return [seen, ...(await bookedAs(options, { tenant, row: looked, ids: booked, entry: entry('BOOKED') }))];
}

/** Before that the gateway may still find it by itself. Nothing was sent of what waits for an orphan. */
function expectRipe({ clock }: OperatorOptions, row: Intent, { valueMoves }: Tenant): void {
  if (row.state !== 'STUCK')
    throw new OperatorError(`the move ${row.marker} is ${row.state}; only what is STUCK can be settled`);
  const left = settleEndOf(row, valueMoves.settleSeconds * 1000) + HOUR_MS - clock.now();
  if (left > 0 && !isOrphan(row))
    throw new OperatorError(
      `the move ${row.marker} can be settled in ${Math.ceil(left / 60_000)} minutes, an hour after its settle time: until then the gateway may find it`,
    );
}

async function notBooked(options: OperatorOptions, row: LiveIntent, entry: SettlementEntry): Promise<string[]> {
  const now = options.clock.now();
  const evidence = { ...row.evidence, audits: 0, why: null };
  const change: IntentChange = {
    state: 'NOT_APPLIED',
    settledAt: now,
    nextAt: auditAt('NOT_APPLIED', now, 0),
    evidence,
  };
  await decideByHand(options, row, { entry, change });
  return [
    `${row.marker} is settled as not booked: its client gets OperationNotAppliedError. The gateway goes on to look for it for 30 days.`,
  ];
}

async function bookedAs(
  options: OperatorOptions,
  { tenant, row, ids, entry }: { tenant: Tenant; row: LiveIntent; ids: readonly number[]; entry: SettlementEntry },
): Promise<string[]> {
  const { store, clock } = options;
  if (ids.length > 1 && !isGroupMove(row.move)) throw new OperatorError('a move of a card is one operation');
  const orphans = isOrphan(row) ? await orphansLike(store, row) : [];
  const operations: Operation[] = [];
  const taken = new Set<Intent>();
  for (const id of new Set(ids)) {
    const operation = await readOperation(options, tenant, id);
    const shown = lastMarkerIn(operation.reason);
    const orphan = orphans.find(({ upstreamId, marker }) => upstreamId === id || marker === shown);
    const owner = { tenant: tenant.slug, upstreamId: id, target: `card:${operation.accountId}`, limit: 1 };
    if ((await store.list(owner)).length > 0 && !orphan)
      throw new OperatorError(`operation ${id} belongs to another move of the log`);
    const why = whyNotRowOf(operation, row, { zone: tenant.zone, orphan });
    if (why !== null) throw new OperatorError(`operation ${id} is not this move: ${why}`);
    operations.push(operation);
    if (orphan) taken.add(orphan);
  }
  for (const orphan of taken) {
    const { at, by } = entry;
    const acknowledged = { action: 'ACKNOWLEDGED', at, by, because: row.marker, alarm: 'ORPHAN', seen: null } as const;
    await decideByHand(options, orphan, { entry: acknowledged, change: { alarm: null, upstreamId: null } });
  }
  const now = clock.now();
  const change: IntentChange = {
    state: 'SUCCEEDED',
    settledAt: now,
    nextAt: auditAt('SETTLED', now, 0),
    evidence: { ...row.evidence, audits: 0, why: null },
    ...resultOf(row, operations),
  };
  await decideByHand(options, row, { entry, change });
  if (taken.size > 0) await store.watch();
  return [...operations.map(operationText), `${row.marker} is settled as booked: its client gets this outcome.`];
}

function resultOf({ move }: LiveIntent, operations: readonly Operation[]): IntentChange {
  const [first] = operations;
  if (!isGroupMove(move) && first)
    return { upstreamId: first.id, result: { type: 'OPERATION', operation: storedOperation(first) } };
  const total = operations.reduce<Money>((sum, row) => addMoney(sum, magnitude(amountOf(row) ?? 0)), 0);
  const result: IntentResult = { type: 'GROUP', processed: operations.length, skipped: null, total, complete: false };
  return { result };
}

async function readOperation({ clock }: OperatorOptions, tenant: Tenant, id: number): Promise<Operation> {
  const upstream = { client: tenant.client, context: { deadline: clock.now() + READ_MS } };
  const operation = await getOperation(upstream, id).catch((error: unknown) => {
    if (!(error instanceof UpstreamError)) throw error;
    throw new OperatorError(`operation ${id} cannot be read (${error.kind})`);
  });
  if (!operation) throw new OperatorError(`the server has no operation ${id}`);
  return operation;
}

function isOrphan({ evidence }: Intent): boolean {
  return evidence.why === 'ORPHAN';
}

function seenText({ evidence: { why, lookups, failures } }: Intent): string {
  if (why === 'ORPHAN') return 'Nothing was sent: an operation that the log did not know may be this move (ORPHAN).';
  return `The lookup did not find it (${why ?? 'no reason'}; ${lookups} lookups, ${failures} failed since the last success).`;
}

function outcomeText({ state, upstreamId }: Intent): string {
  return state === 'SUCCEEDED' ? `booked${upstreamId === null ? '' : ` as operation ${upstreamId}`}` : state;
}

function operationText(row: Operation): string {
  const amount = amountOf(row);
  return `Operation ${row.id}: ${row.kind} of ${amount === null ? '?' : formatMoney(amount)} on card ${row.accountId}, server time ${row.createdAt}.`;
}
