import type { GatewayContext } from '../context.ts';
import { countDataIssue } from './data-issues.ts';

/** A stored value of an enum. UNKNOWN for a value that is not listed, which counts as a data issue. */
export function readEnum<T extends string>(
  context: GatewayContext,
  values: readonly T[],
  stored: string,
): T | 'UNKNOWN' {
  const value = values.find((one) => one === stored);
  if (value === undefined) countDataIssue(context, 'unknown_enum');
  return value ?? 'UNKNOWN';
}
