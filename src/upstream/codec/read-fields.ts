import { type Money, moneyFromMinor } from '../../lib/decimal.ts';
import { UpstreamError } from '../errors.ts';

/**
 * Reads the fields of a row, which comes from outside: a type is a promise of the contract, not of the server.
 * The required ones throw MALFORMED for what is absent or of another type, the optional ones give null for what is absent.
 * `field` is for the error, such as `Account.balance`; the value never gets into it.
 */
export const read = {
  /** A positive integer. */
  id(value: unknown, field: string): number {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return value;
    throw unreadable(field);
  },
  integer(value: unknown, field: string): number {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    throw unreadable(field);
  },
  /** Text, or a number that lost no digit on its way. */
  text(value: unknown, field: string): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
    throw unreadable(field);
  },
  boolean(value: unknown, field: string): boolean {
    if (typeof value === 'boolean') return value;
    throw unreadable(field);
  },
  money(value: unknown, field: string): Money {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value === 0 ? 0 : value;
    if (typeof value === 'bigint') return value;
    const money = typeof value === 'number' ? moneyFromMinor(value) : null;
    if (money === null) throw unreadable(field);
    return money;
  },
  list<T>(value: readonly T[] | null | undefined, field: string): readonly T[] {
    if (Array.isArray(value)) return value;
    throw unreadable(field);
  },
  /** A JSON object, or a row of one type. */
  record<T extends object>(value: T | null | undefined, field: string): T {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    throw unreadable(field);
  },
  /** Null, absent and 0, by which databases say that there is none. */
  optionalId(value: unknown, field: string): number | null {
    return value == null || value === 0 ? null : read.id(value, field);
  },
  optionalInteger(value: unknown, field: string): number | null {
    return value == null ? null : read.integer(value, field);
  },
  optionalText(value: unknown, field: string): string | null {
    return value == null ? null : read.text(value, field);
  },
  optionalBoolean(value: unknown, field: string): boolean | null {
    return value == null ? null : read.boolean(value, field);
  },
  optionalMoney(value: unknown, field: string): Money | null {
    return value == null ? null : read.money(value, field);
  },
  /** Absent: empty. */
  optionalList<T>(value: readonly T[] | null | undefined, field: string): readonly T[] {
    return value == null ? [] : read.list(value, field);
  },
  optionalRecord<T extends object>(value: T | null | undefined, field: string): T | null {
    return value == null ? null : read.record(value, field);
  },
} as const;

function unreadable(field: string): UpstreamError {
  return new UpstreamError({ kind: 'MALFORMED', sent: 'UNKNOWN', field });
}
