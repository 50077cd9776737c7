import type { Money } from '../../lib/decimal.ts';
import { moneyFromMajor, moneyFromText } from '../../lib/decimal.ts';
import type { Zone } from '../../lib/local-time.ts';
import { UNPROVEN } from './amounts/unproven.ts';
import type { Dialect, MoneyUnit } from './dialect.ts';
import { readLocalDate, readLocalTime } from './forms/read-times.ts';
import { markedDigits, markedMoney, unmark } from './long-numbers.ts';
import { isId, readId } from './text-ids.ts';

/** Converts a server's value to the contract's shape. A value of the wrong type passes unchanged: `read-fields.ts` rejects it. */
export type Convert = (value: unknown) => unknown;

export interface ConvertOptions {
  readonly dialect: Dialect;
  /** Whether the text went through `markLongNumbers`. */
  readonly marked: boolean;
  /** Whether ids may be texts of digits. */
  readonly textIds: boolean;
  /** Of the server's local times; without one they stay as they came. */
  readonly zone?: Zone | undefined;
}

/** Builds the conversion of a single value, or null for one without differences. */
export function scalarConverter(
  options: ConvertOptions,
  node: string,
  scopes: readonly string[],
  property: string,
): Convert | null {
  const { dialect, marked, textIds } = options;
  if (node === 'money') return moneyConverter(options, dialect.unitOf(scopes, property));
  if (node === 'date') return dayConverter(options) ?? (marked ? unmark : null);
  if (node === 'json') return marked ? unmark : null;
  const values = dialect.valuesOf(scopes, property);
  if (values) return marked ? (value) => values.fromWire(markedDigits(value) ?? value) : values.fromWire;
  if (dialect.numericIdentifiers && isIdentifierValue(scopes, property)) {
    return (value) => (Number.isSafeInteger(value) ? String(value) : (markedDigits(value) ?? value));
  }
  if (node === 'integer' && textIds && isId(property)) return unmarkFirst(marked, readId);
  return marked ? unmark : null;
}

/** Converts what bears no local time of the server; null where the zone is not known. */
export function timeConverter({ dialect, marked, zone }: ConvertOptions): Convert | null {
  return zone ? unmarkFirst(marked, readLocalTime(zone, dialect.forms.dateTime)) : null;
}

/** Converts a day that came as a moment; null where the zone is not known. */
export function dayConverter({ dialect, marked, zone }: ConvertOptions): Convert | null {
  return zone ? unmarkFirst(marked, readLocalDate(zone, dialect.forms.dateTime)) : null;
}

function unmarkFirst(marked: boolean, read: Convert): Convert {
  return marked ? (value) => read(unmark(value)) : read;
}

/** Converts amounts to minor units; null for a server that sends minor units. */
export function moneyConverter({ marked }: ConvertOptions, unit: MoneyUnit): Convert | null {
  if (unit === 'unproven') return () => UNPROVEN;
  if (unit === 'roubles') {
    return (value) => {
      if (typeof value === 'number') return moneyFromMajor(value) ?? value;
      if (typeof value === 'string') return markedMoney(value, 'roubles') ?? moneyFromText(value, 2) ?? value;
      return value;
    };
  }
  return marked ? (value): Money | unknown => markedMoney(value, 'kopecks') ?? unmark(value) : null;
}

function isIdentifierValue(scopes: readonly string[], property: string): boolean {
  return (property === 'value' && scopes.includes('Identifier')) || property === 'phones';
}
