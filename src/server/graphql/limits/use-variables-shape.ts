import { requestError } from '../../http/problem.ts';
import type { ServerPlugin } from '../yoga-types.ts';

export interface ShapeLimits {
  readonly depth: number;
  readonly arrayLength: number;
  /** Of a string, or of a key. */
  readonly bytes: number;
}

/** Far above what any argument of the graph can use. */
export const SHAPE_LIMITS: ShapeLimits = { depth: 16, arrayLength: 500, bytes: 2048 };

/** Refuses variables that are too deep, too long or too large, before anything is done with them. */
export function useVariablesShape(limits: ShapeLimits = SHAPE_LIMITS): ServerPlugin {
  return {
    onParams({ params }) {
      if (params.variables) checkShape(params.variables, limits, 'variables', 0);
    },
  };
}

function checkShape(value: unknown, limits: ShapeLimits, name: string, depth: number): void {
  if (typeof value === 'string') {
    checkString(value, limits, name);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth >= limits.depth) throw requestError('BAD_USER_INPUT', `Variables may be ${limits.depth} levels deep.`);
  if (Array.isArray(value)) {
    if (value.length > limits.arrayLength) {
      throw requestError('BAD_USER_INPUT', `A list in the variables may hold ${limits.arrayLength} values.`);
    }
    for (const item of value) checkShape(item, limits, name, depth + 1);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    checkString(key, limits, name);
    checkShape(item, limits, name, depth + 1);
  }
}

/** Throws BAD_USER_INPUT for a string of more than the allowed bytes of UTF-8. */
export function checkString(text: string, limits: ShapeLimits, where: string): void {
  if (text.length * 3 <= limits.bytes || Buffer.byteLength(text) <= limits.bytes) return;
  throw requestError('BAD_USER_INPUT', `A string in the ${where} may hold ${limits.bytes} bytes.`);
}
