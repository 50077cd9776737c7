import { parseDate } from '../../lib/local-time.ts';
import { type Doc, flatten, type Parameter, type Schema } from '../dialect/openapi.ts';
import type { Fault } from './api-error.ts';

type Loc = (string | number)[];
export type Check = (value: unknown, loc: Loc, faults: Fault[]) => unknown;

const TRUE = ['true', '1', 'yes', 'on', 't', 'y'];
const FALSE = ['false', '0', 'no', 'off', 'f', 'n'];

/**
 * Pydantic's judgement of a JSON value, compiled from a schema of the document: the value comes back (unknown keys
 * dropped), and every fault is added in the words of pydantic 1.
 */
export function compileBody(doc: Doc, schema: Schema): Check {
  const flat = flatten(doc, schema);
  const check = compileType(doc, flat);
  return (value, loc, faults) => {
    if (value === null) {
      if (!flat.nullable) fault(faults, loc, 'none is not an allowed value', 'type_error.none.not_allowed', value);
      return null;
    }
    return check(value, loc, faults);
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
      return (value, loc, faults) => {
        if (typeof value !== 'string') return fault(faults, loc, 'str type expected', 'type_error.str', value);
        return checkText(schema, value, loc, faults);
      };
    case 'integer':
      return (value, loc, faults) => {
        if (!Number.isSafeInteger(value) && !(typeof value === 'string' && /^\d{16,}$/.test(value)))
          return fault(faults, loc, 'value is not a valid integer', 'type_error.integer', value);
        return typeof value === 'number' ? checkRange(schema, value, loc, faults) : value;
      };
    case 'number':
      return (value, loc, faults) => {
        if (typeof value !== 'number')
          return fault(faults, loc, 'value is not a valid float', 'type_error.float', value);
        return checkRange(schema, value, loc, faults);
      };
    case 'boolean':
      return (value, loc, faults) =>
        typeof value === 'boolean'
          ? value
          : fault(faults, loc, 'value could not be parsed to a boolean', 'type_error.bool', value);
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
  return (value, loc, faults) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return fault(faults, loc, 'value is not a valid dict', 'type_error.dict', value);
    const given = value as Record<string, unknown>;
    const taken: Record<string, unknown> = {};
    for (const { name, required, check } of fields) {
      if (Object.hasOwn(given, name)) taken[name] = check(given[name], [...loc, name], faults);
      else if (required) fault(faults, [...loc, name], 'field required', 'value_error.missing', value);
    }
    return taken;
  };
}

function compileArray(doc: Doc, schema: Schema): Check {
  const check = compileBody(doc, schema.items ?? {});
  return (value, loc, faults) => {
    if (!Array.isArray(value)) return fault(faults, loc, 'value is not a valid list', 'type_error.list', value);
    const { minItems, maxItems } = schema;
    if (minItems !== undefined && value.length < minItems)
      fault(faults, loc, `ensure this value has at least ${minItems} items`, 'value_error.list.min_items', value, {
        limit_value: minItems,
      });
    if (maxItems !== undefined && value.length > maxItems)
      fault(faults, loc, `ensure this value has at most ${maxItems} items`, 'value_error.list.max_items', value, {
        limit_value: maxItems,
      });
    return value.map((item, at) => check(item, [...loc, at], faults));
  };
}

/** A path or query parameter: text that is turned into what its schema says. */
export function compileParameter(doc: Doc, parameter: Parameter): Check {
  const schema = flatten(doc, parameter.schema);
  const check = compileText(schema);
  return (value, loc, faults) => {
    if (value !== undefined) return check(value, loc, faults);
    if (parameter.required) return fault(faults, loc, 'field required', 'value_error.missing', value);
    return schema.default;
  };
}

function compileText(schema: Schema): Check {
  if (schema.enum) {
    const known = oneOf(schema.enum.map(String));
    return (value, loc, faults) => known(value, loc, faults);
  }
  if (schema.type === 'integer')
    return (value, loc, faults) => {
      const text = String(value).trim();
      if (!/^[+-]?\d+$/.test(text))
        return fault(faults, loc, 'value is not a valid integer', 'type_error.integer', value);
      // Python's integers have no end; what a double cannot hold is kept as text and simply matches nothing.
      const number = Number(text);
      return checkRange(schema, number, loc, faults);
    };
  if (schema.type === 'boolean')
    return (value, loc, faults) => {
      const text = String(value).toLowerCase();
      if (TRUE.includes(text)) return true;
      if (FALSE.includes(text)) return false;
      return fault(faults, loc, 'value could not be parsed to a boolean', 'type_error.bool', value);
    };
  return (value, loc, faults) => checkText(schema, String(value), loc, faults);
}

function checkText(schema: Schema, value: string, loc: Loc, faults: Fault[]): string {
  const { minLength, maxLength } = schema;
  const length = [...value].length;
  if (minLength !== undefined && length < minLength)
    fault(
      faults,
      loc,
      `ensure this value has at least ${minLength} characters`,
      'value_error.any_str.min_length',
      value,
      {
        limit_value: minLength,
      },
    );
  if (maxLength !== undefined && length > maxLength)
    fault(
      faults,
      loc,
      `ensure this value has at most ${maxLength} characters`,
      'value_error.any_str.max_length',
      value,
      {
        limit_value: maxLength,
      },
    );
  if (schema.format === 'date' && parseDate(value) === null)
    fault(faults, loc, 'invalid date format', 'value_error.date', value);
  return value;
}

function checkRange(schema: Schema, value: number, loc: Loc, faults: Fault[]): number {
  const { minimum, maximum, multipleOf } = schema;
  // Of hundredths alone; read from the shortest decimal form, since 0.07 / 0.01 is no whole number to a double.
  if (multipleOf !== undefined && !/^-?\d+(\.\d{1,2})?$/.test(String(value)))
    fault(faults, loc, `ensure this value is a multiple of ${multipleOf}`, 'value_error.number.not_multiple', value, {
      limit_value: multipleOf,
    });
  if (minimum !== undefined && value < minimum)
    fault(faults, loc, `ensure this value is greater than or equal to ${minimum}`, 'value_error.number.not_ge', value, {
      limit_value: minimum,
    });
  if (maximum !== undefined && value > maximum)
    fault(faults, loc, `ensure this value is less than or equal to ${maximum}`, 'value_error.number.not_le', value, {
      limit_value: maximum,
    });
  return value;
}

function oneOf(values: readonly unknown[]): Check {
  const permitted = values.map((value) => (typeof value === 'string' ? `'${value}'` : String(value))).join(', ');
  return (value, loc, faults) => {
    if (values.includes(value)) return value;
    const msg = `value is not a valid enumeration member; permitted: ${permitted}`;
    return fault(faults, loc, msg, 'type_error.enum', value, { enum_values: values });
  };
}

function firstOf(checks: readonly Check[]): Check {
  return (value, loc, faults) => {
    const tried: Fault[] = [];
    for (const check of checks) {
      const own: Fault[] = [];
      const taken = check(value, loc, own);
      if (own.length === 0) return taken;
      tried.push(...own);
    }
    faults.push(...tried);
    return undefined;
  };
}

function fault(
  faults: Fault[],
  loc: Loc,
  msg: string,
  type: string,
  input: unknown,
  ctx?: Record<string, unknown>,
): undefined {
  faults.push({ loc, msg, type, ...(ctx && { ctx }), input });
  return undefined;
}
