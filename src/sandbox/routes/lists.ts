import { invalid } from '../http/api-error.ts';
import type { Call } from '../world.ts';

export interface Page<T> {
  items: T[];
  total: number;
}

/** Cuts the asked page out of all rows. */
export function page<T>(rows: readonly T[], call: Call): Page<T> {
  const offset = Number(call.params.offset ?? 0);
  const limit = Number(call.params.limit ?? 100);
  return { items: rows.slice(offset, offset + limit), total: rows.length };
}

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const integer = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** Whether any of the texts holds the searched part, whatever the case. */
export function matches(search: string, ...texts: (string | null | undefined)[]): boolean {
  const part = search.trim().toLowerCase();
  return texts.some((text) => text?.toLowerCase().includes(part));
}

/** Comma-separated ids, as the contract has them for `ids` and `accountIds`. Undefined when the parameter was not sent. */
export function idList(call: Call, name: string, most = 100): Set<number> | undefined {
  const given = text(call.params[name]);
  if (given === undefined) return undefined;
  const parts = given.split(',').map((part) => part.trim());
  if (parts.some((part) => !/^\d+$/.test(part)))
    throw invalid([
      { loc: ['query', name], msg: 'value is not a valid integer', type: 'type_error.integer', input: given },
    ]);
  if (parts.length > most)
    throw invalid([
      {
        loc: ['query', name],
        msg: `ensure this value has at most ${most} items`,
        type: 'value_error.list.max_items',
        ctx: { limit_value: most },
        input: given,
      },
    ]);
  return new Set(parts.map(Number));
}

const MOMENT = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** A bound in local time, comparable with the stored texts; a time with an offset is brought to the server's zone. */
export function moment(call: Call, name: string, toLocal: (zoned: string) => string | null): string | undefined {
  const given = text(call.params[name]);
  if (given === undefined) return undefined;
  const local = MOMENT.test(given) ? toLocal(given) : null;
  if (local === null)
    throw invalid([
      { loc: ['query', name], msg: 'invalid datetime format', type: 'value_error.datetime', input: given },
    ]);
  return local;
}
