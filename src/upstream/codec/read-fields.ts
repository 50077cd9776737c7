import type { components } from '../../contract/types.ts';
import { type Money, moneyFromMinor } from '../../lib/decimal.ts';
import { isRecord } from '../../lib/is-record.ts';
import { toNfc } from '../../lib/plain-text.ts';
import { UpstreamError } from '../errors.ts';
import { UNPROVEN, unprovenUnit } from './amounts/unproven.ts';
import { readId } from './text-ids.ts';

type Schemas = components['schemas'];
/** The fields of a row whose values are of this type, or absent. Amounts and other numbers are told apart. */
type FieldOf<Row, Value> = {
  [Key in keyof Row & string]-?: [NonNullable<Row[Key]>] extends [Value]
    ? [Extract<Value, bigint>] extends [NonNullable<Row[Key]>]
      ? Key
      : never
    : never;
}[keyof Row & string];
/** The name of a field in errors, such as `Account.balance`. */
export type FieldLabel = { [Name in keyof Schemas]: `${Name}.${keyof Schemas[Name] & string}` }[keyof Schemas];
type ItemOf<List> = NonNullable<List> extends readonly (infer Item)[] ? Item : never;

/** A reader of one row of a server, by the contract's schema: `reader('Account', row).text('lastName')`. */
export function reader<Name extends keyof Schemas>(schema: Name, row: Schemas[Name]): FieldReader<Schemas[Name]> {
  return new FieldReader(schema, row);
}

/**
 * Reads the fields of a row. A row's type is a promise of the contract, not of the server, so every value is checked. What is
 * absent throws MALFORMED, or is null from the `optional…` methods; a value of another type always throws. The error names the
 * field, such as `Account.balance`, and never holds the value.
 */
export class FieldReader<Row> {
  readonly #schema: string;
  readonly #row: Row;

  constructor(schema: string, row: Row) {
    this.#schema = schema;
    this.#row = row;
  }

  /** The name of a field in errors. */
  label(key: keyof Row & string): string {
    return `${this.#schema}.${key}`;
  }

  /** As the server wrote it. */
  unchecked(key: keyof Row & string): unknown {
    return this.#row[key];
  }

  /** A positive integer, or the text of its digits. */
  id(key: FieldOf<Row, number>): number {
    return this.#required(key, toId(this.#row[key]));
  }

  integer(key: FieldOf<Row, number>): number {
    return this.#required(key, toInteger(this.#row[key]));
  }

  /** Text in NFC, or a number that lost no digit. */
  text(key: FieldOf<Row, string>): string {
    return this.#required(key, toText(this.#row[key]));
  }

  boolean(key: FieldOf<Row, boolean>): boolean {
    return this.#required(key, toBoolean(this.#row[key]));
  }

  money(key: FieldOf<Row, Money>): Money {
    return toMoney(this.#row[key]) ?? this.#fail(key);
  }

  /** An amount of an unproven unit throws where it is used, as that of `optionalAmount`: the rest of the row can be read. */
  amount(key: FieldOf<Row, Money>): Money {
    return this.#row[key] === UNPROVEN ? UNPROVEN : this.money(key);
  }

  /** A list of objects that have a schema of their own: the caller reads them by it. */
  records<Key extends FieldOf<Row, readonly object[]>>(key: Key): readonly ItemOf<Row[Key]>[] {
    const rows = this.#items(key);
    for (const row of rows) if (!isRecord(row)) throw unreadable(this.label(key));
    return rows;
  }

  /** Readers of a list of objects without a schema of their own. */
  rows<Key extends FieldOf<Row, readonly object[]>>(key: Key): FieldReader<ItemOf<Row[Key]>>[] {
    return this.records(key).map((row) => new FieldReader(this.label(key), row));
  }

  /** Null also for 0, by which databases say that there is none; for an empty text as all that follow. */
  optionalId(key: FieldOf<Row, number>): number | null {
    const value: unknown = this.#row[key];
    return isNone(value) || value === 0 || value === '0' ? null : this.#required(key, toId(value));
  }

  optionalInteger(key: FieldOf<Row, number>): number | null {
    const value: unknown = this.#row[key];
    return isNone(value) ? null : this.#required(key, toInteger(value));
  }

  optionalText(key: FieldOf<Row, string>): string | null {
    const value: unknown = this.#row[key];
    return isNone(value) ? null : this.#required(key, toText(value));
  }

  optionalBoolean(key: FieldOf<Row, boolean>): boolean | null {
    const value: unknown = this.#row[key];
    return isNone(value) ? null : this.#required(key, toBoolean(value));
  }

  optionalMoney(key: FieldOf<Row, Money>): Money | null {
    const value: unknown = this.#row[key];
    return isNone(value) ? null : (toMoney(value) ?? this.#fail(key));
  }

  optionalAmount(key: FieldOf<Row, Money>): Money | null {
    return this.#row[key] === UNPROVEN ? UNPROVEN : this.optionalMoney(key);
  }

  optionalRecord<Key extends FieldOf<Row, object>>(key: Key): NonNullable<Row[Key]> | null {
    const value: unknown = this.#row[key];
    if (value != null && !isRecord(value)) throw unreadable(this.label(key));
    return this.#row[key] ?? null;
  }

  /** Empty where the list is absent, as are the following. */
  optionalList<Key extends FieldOf<Row, readonly unknown[]>>(key: Key): readonly ItemOf<Row[Key]>[] {
    return this.#row[key] == null ? [] : this.#items(key);
  }

  optionalRecords<Key extends FieldOf<Row, readonly object[]>>(key: Key): readonly ItemOf<Row[Key]>[] {
    return this.#row[key] == null ? [] : this.records(key);
  }

  optionalRows<Key extends FieldOf<Row, readonly object[]>>(key: Key): FieldReader<ItemOf<Row[Key]>>[] {
    return this.#row[key] == null ? [] : this.rows(key);
  }

  optionalIds(key: FieldOf<Row, readonly number[]>): number[] {
    return this.#row[key] == null ? [] : this.#items(key).map((item) => this.#required(key, toId(item)));
  }

  /** An entry that is no text among others is null: it stands for itself alone. A list of other things throws. */
  optionalTexts(key: FieldOf<Row, readonly string[]>): (string | null)[] {
    if (this.#row[key] == null) return [];
    const items: readonly unknown[] = this.#items(key);
    const texts = items.map(toText);
    const isOfOthers = items.some((item) => item != null) && texts.every((text) => text === null);
    return isOfOthers ? this.#fail(key) : texts;
  }

  #items<Key extends keyof Row & string>(key: Key): readonly ItemOf<Row[Key]>[] {
    const value: unknown = this.#row[key];
    if (!Array.isArray(value)) throw unreadable(this.label(key));
    return value;
  }

  #required<T>(key: keyof Row & string, value: T | null): T {
    if (value === null) this.#fail(key);
    return value;
  }

  #fail(key: keyof Row & string): never {
    throw unreadable(this.label(key), this.#row[key]);
  }
}

/** Some servers say so by an empty text. */
function isNone(value: unknown): boolean {
  return value == null || value === '';
}

function toId(value: unknown): number | null {
  const id = typeof value === 'string' ? readId(value) : value;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : null;
}

function toInteger(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

/** Null for what is no text. */
export function toText(value: unknown): string | null {
  if (typeof value === 'string') return toNfc(value);
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : null;
}

function toBoolean(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

/** Null for what is no amount in minor units. */
export function toMoney(value: unknown): Money | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value === 0 ? 0 : value;
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' ? moneyFromMinor(value) : null;
}

/** The error of a field that cannot be read, where it bears this value. */
export function unreadable(field: string, value?: unknown): UpstreamError {
  if (value === UNPROVEN) return unprovenUnit({ sent: 'ANSWERED', field });
  return new UpstreamError({ kind: 'MALFORMED', sent: 'UNKNOWN', field });
}
