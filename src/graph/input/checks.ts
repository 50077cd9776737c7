import { badInput } from '../errors.ts';

/** Throws BAD_USER_INPUT unless the number lies within the bounds, both inclusive. */
export function checkRange(
  value: number | null | undefined,
  { name, min, max, reason = 'OUT_OF_RANGE' }: { name: string; min: number; max: number; reason?: string },
): void {
  if (value != null && (value < min || value > max))
    throw badInput(`${name} must be between ${min} and ${max}.`, { reason });
}

/** Throws BAD_USER_INPUT for a list of more items than allowed. */
export function checkCount(items: readonly unknown[], max: number, what: string): void {
  if (items.length > max) throw badInput(`At most ${max} ${what} are allowed.`, { reason: 'TOO_MANY' });
}

/** The value, without UNKNOWN. Throws BAD_USER_INPUT for UNKNOWN, which occurs in output only. */
export function knownValue<T extends string>(value: T): Exclude<T, 'UNKNOWN'> {
  if (value === 'UNKNOWN') throw badInput('UNKNOWN is not allowed as input.', { reason: 'UNKNOWN_ENUM' });
  return value as Exclude<T, 'UNKNOWN'>;
}
