import { parseDate } from '../../lib/local-time.ts';
import { type Doc, flatten, type Parameter, type Schema } from '../dialect/openapi.ts';
import type { ValidationError } from './api-error.ts';

type Loc = ValidationError['loc'];
/** Returns the value without unknown keys, and adds each error in pydantic 1's words. */
export type Check = (value: unknown, loc: Loc, errors: ValidationError[]) => unknown;

const TRUE = ['true', '1', 'yes', 'on', 't', 'y'];
const FALSE = ['false', '0', 'no', 'off', 'f', 'n'];

/** Pydantic's validation of a JSON value, compiled from a schema of the document. */
export function compileBody(doc: Doc, schema: Schema): Check {
  const flat = flatten(doc, schema);
  const check = compileType(doc, flat);
  return (value, loc, errors) => {
    if (value !== null) return check(value, loc, errors);
    if (!flat.nullable) addError(errors, loc, value, 'none is not an allowed value', 'type_error.none.not_allowed');
    return null;
  };
}

function compileType(doc: Doc, schema: Schema): Check {
  if (schema.anyOf) return firstOf(schema.anyOf.map((part) => compileBody(doc, part)));
  if (schema.enum) return oneOf(schema.enum);
  switch (schema.type) {
    case 'object':
      return compileObject(doc, schema);
    case 'array':
      return compileArray(doc, schema);
    case 'string':
      return (value, loc, errors) =>
        typeof value === 'string'
          ? checkText(schema, value, loc, errors)
          : addError(errors, loc, value, 'str type expected', 'type_error.str');
    case 'integer':
      return (value, loc, errors) => {
        if (Number.isSafeInteger(value)) return checkRange(schema, value as number, loc, errors);
        if (typeof value === 'string' && /^\d{16,}$/.test(value)) return value;
        return addError(errors, loc, value, 'value is not a valid integer', 'type_error.integer');
      };
    case 'number':
      return (value, loc, errors) =>
        typeof value === 'number'
          ? checkRange(schema, value, loc, errors)
          : addError(errors, loc, value, 'value is not a valid float', 'type_error.float');
    case 'boolean':
      return (value, loc, errors) =>
        typeof value === 'boolean'
          ? value
          : addError(errors, loc, value, 'value could not be parsed to a boolean', 'type_error.bool');
    default:
      return (value) => value;
  }
}

function compileObject(doc: Doc, schema: Schema): Check {
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    required: schema.required?.includes(name) ?? false,
    check: compileBody(doc, property),
  }));
  return (value, loc, errors) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return addError(errors, loc, value, 'value is not a valid dict', 'type_error.dict');
    const given = value as Record<string, unknown>;
    const kept: Record<string, unknown> = {};
    for (const { name, required, check } of fields) {
      if (Object.hasOwn(given, name)) kept[name] = check(given[name], [...loc, name], errors);
      else if (required) addError(errors, [...loc, name], value, 'field required', 'value_error.missing');
    }
    return kept;
  };
}

function compileArray(doc: Doc, { items = {}, minItems = 0, maxItems = Number.POSITIVE_INFINITY }: Schema): Check {
  const check = compileBody(doc, items);
  return (value, loc, errors) => {
    if (!Array.isArray(value)) return addError(errors, loc, value, 'value is not a valid list', 'type_error.list');
    if (value.length < minItems)
      addLimitError(errors, loc, value, minItems, 'has at least', 'list.min_items', ' items');
    if (value.length > maxItems) addLimitError(errors, loc, value, maxItems, 'has at most', 'list.max_items', ' items');
    return value.map((item, at) => check(item, [...loc, at], errors));
  };
}

/** A path or query parameter: text, converted to the type of its schema. */
export function compileParameter(doc: Doc, parameter: Parameter): Check {
  const schema = flatten(doc, parameter.schema);
  const check = compileText(schema);
  return (value, loc, errors) => {
    if (value !== undefined) return check(value, loc, errors);
    if (parameter.required) return addError(errors, loc, value, 'field required', 'value_error.missing');
    return schema.default;
  };
}

function compileText(schema: Schema): Check {
  if (schema.enum) return oneOf(schema.enum.map(String));
  if (schema.type === 'array')
    return (value, loc, errors) => {
      const texts = [value].flat().map(String);
      if (!texts.some((text) => text.includes(','))) return texts.join(',');
      return addError(errors, loc, value, 'value is not a valid enumeration member', 'type_error.enum');
    };
  if (schema.type === 'integer')
    return (value, loc, errors) => {
      const text = String(value).trim();
      if (!/^[+-]?\d+$/.test(text))
        return addError(errors, loc, value, 'value is not a valid integer', 'type_error.integer');
      // Python's integers have no end; one that a double cannot hold matches no row.
      return checkRange(schema, Number(text), loc, errors);
    };
  if (schema.type === 'boolean')
    return (value, loc, errors) => {
      const text = String(value).toLowerCase();
      if (TRUE.includes(text)) return true;
      if (FALSE.includes(text)) return false;
      return addError(errors, loc, value, 'value could not be parsed to a boolean', 'type_error.bool');
    };
  return (value, loc, errors) => checkText(schema, String(value), loc, errors);
}

function checkText(schema: Schema, value: string, loc: Loc, errors: ValidationError[]): string {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  const length = [...value].length;
  if (length < minLength)
    addLimitError(errors, loc, value, minLength, 'has at least', 'any_str.min_length', ' characters');
  if (length > maxLength)
    addLimitError(errors, loc, value, maxLength, 'has at most', 'any_str.max_length', ' characters');
  if (schema.format === 'date' && parseDate(value) === null)
    addError(errors, loc, value, 'invalid date format', 'value_error.date');
  return value;
}

function checkRange(schema: Schema, value: number, loc: Loc, errors: ValidationError[]): number {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY, multipleOf } = schema;
  // Hundredths alone, read from the shortest decimal form: 0.07 / 0.01 is no whole number to a double.
  if (multipleOf !== undefined && !/^-?\d+(\.\d{1,2})?$/.test(String(value)))
    addLimitError(errors, loc, value, multipleOf, 'is a multiple of', 'number.not_multiple');
  if (value < minimum) addLimitError(errors, loc, value, minimum, 'is greater than or equal to', 'number.not_ge');
  if (value > maximum) addLimitError(errors, loc, value, maximum, 'is less than or equal to', 'number.not_le');
  return value;
}

function oneOf(values: readonly unknown[]): Check {
  return (value, loc, errors) =>
    values.includes(value) ? value : addError(errors, loc, value, ...notPermitted(values));
}

/** Message, type and context of a value outside an enumeration. */
export function notPermitted(values: readonly unknown[]): [msg: string, type: string, ctx: Record<string, unknown>] {
  const permitted = values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(', ');
  const msg = `value is not a valid enumeration member; permitted: ${permitted}`;
  return [msg, 'type_error.enum', { enum_values: values }];
}

function firstOf(checks: readonly Check[]): Check {
  return (value, loc, errors) => {
    const all: ValidationError[] = [];
    for (const check of checks) {
      const own: ValidationError[] = [];
      const kept = check(value, loc, own);
      if (own.length === 0) return kept;
      all.push(...own);
    }
    errors.push(...all);
    return undefined;
  };
}

function addError(
  errors: ValidationError[],
  loc: Loc,
  input: unknown,
  msg: string,
  type: string,
  ctx?: Record<string, unknown>,
): undefined {
  errors.push({ loc, msg, type, ...(ctx && { ctx }), input });
}

function addLimitError(
  errors: ValidationError[],
  loc: Loc,
  input: unknown,
  limit: number,
  rule: string,
  type: string,
  unit = '',
): void {
  addError(errors, loc, input, `ensure this value ${rule} ${limit}${unit}`, `value_error.${type}`, {
    limit_value: limit,
  });
}
