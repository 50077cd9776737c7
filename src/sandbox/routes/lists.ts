import type { LocalDateTime, Zone } from '../../lib/local-time.ts';
import { invalidQuery } from '../http/api-error.ts';
import type { Call } from './route.ts';

/** The page of `limit` rows from `offset` on. */
export function page<T>(rows: readonly T[], { params }: Call): { items: T[]; total: number } {
  const offset = Number(params.offset ?? 0);
  return { items: rows.slice(offset, offset + Number(params.limit ?? 100)), total: rows.length };
}

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const integer = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Whether any of the texts contains the search, whatever the case. */
export function matches(search: string, ...texts: (string | null | undefined)[]): boolean {
  const part = search.trim().toLowerCase();
  return texts.some((text) => text?.toLowerCase().includes(part));
}

/** Comma-separated ids; undefined without the parameter. */
export function idList({ params }: Call, name: string, most = 100): Set<number> | undefined {
  const given = text(params[name]);
  if (given === undefined) return undefined;
  const parts = given.split(',').map((part) => part.trim());
  if (parts.some((part) => !/^\d+$/.test(part)))
    throw invalidQuery(name, given, { msg: 'value is not a valid integer', type: 'type_error.integer' });
  if (parts.length > most)
    throw invalidQuery(name, given, {
      msg: `ensure this value has at most ${most} items`,
      type: 'value_error.list.max_items',
      ctx: { limit_value: most },
    });
  return new Set(parts.map(Number));
}

const DATE_TIME = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** A date-time bound in the server's zone, comparable with the stored texts; undefined without the parameter. */
export function localBound({ params }: Call, name: string, zone: Zone): LocalDateTime | undefined {
  const given = text(params[name]);
  if (given === undefined) return undefined;
  const match = DATE_TIME.exec(given);
  if (match && match[4] === undefined) return given.length === 10 ? `${given}T00:00:00` : given.replace(' ', 'T');
  const instant = match && zone.toInstant(given);
  if (instant === null)
    throw invalidQuery(name, given, { msg: 'invalid datetime format', type: 'value_error.datetime' });
  return zone.toLocal(instant);
}
