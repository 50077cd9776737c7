import type { DialectConfig } from '../../config/dialect.ts';
import { schemaScopes } from '../../contract/dialect-scopes.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { isRecord } from '../../lib/is-record.ts';
import { resolveDialect } from '../../upstream/codec/dialect.ts';
import { createRead } from '../../upstream/codec/names/place.ts';
import { isName } from '../match/field-places.ts';
import { nameScore } from '../match/synonyms.ts';
import type { Need } from './need.ts';
import type { RawRow } from './raw-rows.ts';

/** What rows show that no line of a dialect reads. */
export function rowNeeds(operation: OperationId, rows: readonly RawRow[], dialect: DialectConfig): Need[] {
  if (rows.length === 0) return [];
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(isName);
  const valuesOf = (name: string) => rows.map((row) => row[name]).filter((value) => value != null && value !== '');
  const isAll = (name: string, test: (value: unknown) => boolean) => {
    const values = valuesOf(name);
    return values.length > 0 && values.every(test);
  };
  const found = (recipe: string, test: (name: string) => boolean, text: (name: string) => string): Need[] => {
    const name = names.find(test);
    return name === undefined ? [] : [{ recipe, text: text(name), operation }];
  };
  const common = [
    ...found(
      'Ids that are GUIDs',
      (name) => /^id$/i.test(name) && isAll(name, (id) => typeof id === 'string' && !/^\d{1,16}$/.test(id)),
      (name) => `"${name}" is no number`,
    ),
    ...found(
      'Times in another form',
      (name) => isAll(name, (value) => OTHER_TIME.test(String(value))),
      (name) => `the times of "${name}" have a form of their own`,
    ),
  ];
  if (operation === 'accounts.list') return [...common, ...cardNeeds(rows, dialect, found, isAll)];
  const amount = resolveDialect(dialect).nameOf(schemaScopes('Operation'), 'amount');
  const readAmount = createRead(amount);
  const isUnsigned = rows.every((row) => Number(readAmount({ ...row })) >= 0);
  const signed = found(
    'The sign of an amount stands in another property',
    (name) => isUnsigned && isAll(name, isSide) && new Set(valuesOf(name)).size === 2,
    (name) => `no amount is negative: "${name}" says which way value went`,
  );
  const readTime = createRead(resolveDialect(dialect).nameOf(schemaScopes('Operation'), 'createdAt'));
  const times = rows.map((row) => String(readTime({ ...row }))).filter((time) => /^\d{4}-|^\d{9,13}$/.test(time));
  const isOldestFirst =
    new Set(times).size > 2 && times.every((time, at) => at === 0 || time >= (times[at - 1] ?? time));
  const text = 'the oldest operation comes first, and no page can be asked for from the end';
  return [
    ...common,
    ...signed,
    ...(isOldestFirst ? [{ recipe: 'Operations come oldest first', text, operation }] : []),
  ];
}

type FoundIn = (recipe: string, test: (name: string) => boolean, text: (name: string) => string) => Need[];

function cardNeeds(
  rows: readonly RawRow[],
  dialect: DialectConfig,
  found: FoundIn,
  isAll: (name: string, test: (value: unknown) => boolean) => boolean,
): Need[] {
  const has = (property: string) => {
    const read = createRead(resolveDialect(dialect).nameOf(schemaScopes('Account'), property));
    return rows.some((row) => read({ ...row }) != null);
  };
  const isNamed = has('lastName') || has('firstName');
  const values = (test: (value: unknown) => boolean) => (value: unknown) =>
    Array.isArray(value) && value.every(test) && value.length > 0;
  const whole = [
    ...found(
      NAME_RECIPE,
      (name) => WHOLE_NAME.test(name) && isAll(name, (value) => typeof value === 'string'),
      (name) => `"${name}" holds the whole name`,
    ),
    ...found(
      NAME_RECIPE,
      (name) => isAll(name, (value) => FULL_NAME.test(String(value))),
      (name) => `"${name}" seems to hold the whole name`,
    ),
    { recipe: NAME_RECIPE, text: `no name can be read of ${rows.length} guests`, operation: 'accounts.list' as const },
  ];
  return [
    ...(isNamed || rows.length < FEW ? [] : whole.slice(0, 1)),
    ...found(
      'A list of objects where values belong',
      (name) => nameScore('phones', name) >= 0.9 && isAll(name, values(isRecord)),
      (name) => `"${name}" is a list of objects`,
    ),
    ...found(
      'A list of values where objects belong',
      (name) =>
        nameScore('identifiers', name) >= 0.9 &&
        isAll(
          name,
          values((value) => !isRecord(value)),
        ),
      (name) => `"${name}" is a list of values`,
    ),
    ...found(
      'Several phones in one text',
      (name) =>
        nameScore('phones', name) >= 0.9 && isAll(name, (value) => typeof value === 'string') && isJoined(rows, name),
      (name) => `"${name}" holds several phones in one text`,
    ),
  ];
}

const isJoined = (rows: readonly RawRow[], name: string): boolean =>
  rows.some((row) => /[;,|]/.test(String(row[name])));
const NAME_RECIPE = 'One field for the whole name';
/** Fewer guests may all be nameless. */
const FEW = 10;
const FULL_NAME = /^\p{Lu}[\p{L}-]+(\s+\p{Lu}[\p{L}-]*\.?){1,3}$/u;
const WHOLE_NAME = /^(fio|full_?name|whole_?name|display_?name|name|client_?name|guest_?name|holder_?name)$/i;
/** Such as `01.03.2026 18:42:10`, `03/01/2026`. */
const OTHER_TIME = /^\d{1,2}[./-]\d{1,2}[./-]\d{4}(\D|$)/;

function isSide(value: unknown): boolean {
  return (
    /^(debit|credit|in|out|plus|minus|income|expense|incoming|outgoing|\+|-|d|c)$/i.test(String(value)) ||
    typeof value === 'boolean'
  );
}
