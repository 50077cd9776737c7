import { compareMoney, type Money, magnitude } from '../../lib/decimal.ts';
import type { Zone } from '../../lib/local-time.ts';
import type { Tenant } from '../../tenants/registry.ts';
import type { Operation } from '../../upstream/resources/operations.ts';
import type { Intent, LiveIntent } from '../intent.ts';
import { lastMarkerIn } from '../marker.ts';
import { isGroupMove, type Move, signOf } from '../move.ts';
import { amountOf, timeOf } from './rows.ts';

/** More than any two time zones differ, so that no wrong zone and no summer time hides a row. */
export const ZONES_MS = 26 * 3_600_000;

/** Kinds with a direction. A void of any other has the opposite sign. */
const DIRECTIONS: Readonly<Record<string, 1 | -1>> = { DEPOSIT: 1, WITHDRAW: -1 };

/** Where a row comes from. ANSWER: the response to the POST, or the row of the id that it gave. ANYWHERE: a list over all cards. */
export type Whence = 'ANSWER' | 'CARD' | 'ANYWHERE';

export interface RowContext {
  readonly whence: Whence;
  readonly zone: Zone;
  /** The server shows withdrawals with a minus: some row of the list has one. @default false */
  readonly isSigned?: boolean | undefined;
  /** Ids of rows that belong to another key. @default none */
  readonly claimed?: ReadonlySet<number> | undefined;
  /** Ids of rows that count as marked: a search for the marker gave that row alone, and one for a marker of nobody gave none. */
  readonly found?: ReadonlySet<number> | undefined;
}

/**
 * The one predicate for "our row", whatever its amount. With our marker as the last one in the reason no time decides; without any
 * marker a row is ours only as the answer to the POST; with another marker last it never is.
 */
export function isOurRow(row: Operation, intent: LiveIntent, context: RowContext): boolean {
  const { move, submittedAt } = intent;
  const { whence, zone, isSigned = false, claimed, found } = context;
  if (otherMarkerIn(row, intent) !== null || claimed?.has(row.id)) return false;
  const isOurs = isMarked(row, intent) || (found?.has(row.id) ?? false);
  const isCard = isGroupMove(move) || row.accountId === move.cardId;
  if (!isCard && !(isOurs && whence === 'ANYWHERE')) return false;
  if (!mayBeOf(row, move, isSigned)) return false;
  if (isOurs) return true;
  const at = timeOf(row, zone);
  return whence === 'ANSWER' && at !== null && Math.abs(at - submittedAt) <= ZONES_MS;
}

/** By its kind and, where this server signs its amounts, its sign. */
export function mayBeOf(row: Operation, move: Move, isSigned = false): boolean {
  const sign = signOf(move);
  if ((DIRECTIONS[row.kind] ?? sign) !== sign) return false;
  const amount = amountOf(row) ?? 0;
  return sign === 1 ? amount >= 0 : amount <= 0 || !isSigned;
}

/** One of our markers is the last one in its reason. */
export function isMarked({ reason }: Operation, intent: LiveIntent): boolean {
  const marker = lastMarkerIn(reason);
  return marker !== null && markersOf(intent).includes(marker);
}

/** The marker of another move that a row bears last. Text of our own reason that looks like one is none: it may have been cut behind it. */
export function otherMarkerIn({ reason }: Operation, intent: LiveIntent): string | null {
  const marker = lastMarkerIn(reason);
  if (marker === null || markersOf(intent).includes(marker)) return null;
  return intent.move.reason.toUpperCase().includes(`#${marker}`) ? null : marker;
}

/** The markers under which a move was sent: several where the server turned a send away. */
export function markersOf({ marker, formerMarkers }: LiveIntent): readonly string[] {
  return [marker, ...(formerMarkers ?? [])];
}

/** Whether a row is the one that a move of the log has booked, by card and id; its reason and amount may differ. */
export function isRowOf(row: Operation, { upstreamId, target }: Intent): boolean {
  return upstreamId !== null && row.id === upstreamId && target === `card:${row.accountId}`;
}

/** The same, where no other move has its marker on it: the id of a row that was lost may be given again. */
export function isUnmarkedOf(row: Operation, booked: LiveIntent): boolean {
  return isRowOf(row, booked) && otherMarkerIn(row, booked) === null;
}

/** Sent to the server that the tenant has now, where its amounts meant the same. An earlier version noted neither. */
export function isOfServer(row: Intent, { server, meaning }: Tenant): boolean {
  return (row.server ?? server) === server && (row.meaning ?? meaning) === meaning;
}

/** Whether rows show what a move has booked: by its id or its marker, with the amount booked; of a group, any row of it. */
export function showsMove(rows: readonly Operation[], booked: LiveIntent): boolean {
  if (isGroupMove(booked.move)) return rows.some((row) => isMarked(row, booked));
  const amount = bookedAmount(booked) ?? booked.move.amount;
  return rows.some((row) => (isMarked(row, booked) || isUnmarkedOf(row, booked)) && isAmount(amountOf(row), amount));
}

/** The amount that the row of a booked card move has on the server; null for a group. */
export function bookedAmount({ result, evidence }: Intent): Money | null {
  return evidence.partAmount ?? (result?.type === 'OPERATION' ? amountOf(result.operation) : null);
}

/** Without regard to the sign. */
export function isAmount(shown: Money | null, booked: Money): boolean {
  return shown !== null && compareMoney(magnitude(shown), magnitude(booked)) === 0;
}
