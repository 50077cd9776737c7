import { schemaScopes } from '../../contract/dialect-scopes.ts';
import { type ObjectNode, schemas, type TypeNode } from '../../contract/schemas.ts';
import { isRecord } from '../../lib/is-record.ts';
import { reportConverter } from './convert-report.ts';
import { type Convert, type ConvertOptions, scalarConverter, timeConverter } from './convert-scalar.ts';
import { unmark } from './long-numbers.ts';
import { type PlacedField, placedFields } from './names/placed-fields.ts';
import { markingLeftOut } from './rows/leave-out.ts';

/** Builds the conversion of one type, or null for a type without differences, so that its rows cost nothing. */
export function createConverter(
  options: ConvertOptions,
  node: TypeNode,
  scopes: readonly string[] = [],
  property = '',
): Convert | null {
  if (typeof node === 'string') return scalarConverter(options, node, scopes, property);
  if ('list' in node) {
    const item = createConverter(options, node.list, scopes, property);
    return item && ((value) => (Array.isArray(value) ? convertItems(value, item) : value));
  }
  if ('values' in node) return scalarConverter(options, 'string', scopes, property);
  if ('fields' in node) return objectConverter(options, node, scopes);
  if (node.ref === 'LocalDateTime')
    return timeConverter(options) ?? scalarConverter(options, 'string', scopes, property);
  const target = schemas[node.ref];
  // An enum schema has no names of its own: the dialect lists its values under the property.
  if (typeof target === 'string' || !('fields' in target)) return createConverter(options, target, scopes, property);
  if (node.ref !== 'ReportTable') {
    const convert = objectConverter(options, target, schemaScopes(node.ref));
    const leftOut = options.dialect.leaveOut[node.ref];
    return leftOut ? markingLeftOut(leftOut, convert) : convert;
  }
  // Its columns say which cells are amounts, so that their digits must still be marked.
  return reportConverter(options, objectConverter({ ...options, marked: false }, target, schemaScopes(node.ref)));
}

/** In place, as objects are converted. */
function convertItems(items: unknown[], convert: Convert): unknown[] {
  for (let at = 0; at < items.length; at++) items[at] = convert(items[at]);
  return items;
}

function objectConverter(options: ConvertOptions, node: ObjectNode, scopes: readonly string[]): Convert | null {
  const { dialect, marked } = options;
  const fields = placedFields(dialect, node, scopes).map((field) => {
    const convert = createConverter(options, field.type, scopes, field.name);
    // Conversion changes objects in place, and each of two properties must have its own.
    return {
      ...field,
      convert: convert && field.isShared ? (value: unknown) => convert(structuredClone(value)) : convert,
    };
  });
  if (fields.some(({ isUsual }) => !isUsual)) return createRenamer(fields);
  const changed = fields.filter(({ convert }) => convert !== null);
  if (changed.length === 0) return marked && node.open ? unmark : null;
  return (value) => {
    if (!isRecord(value)) return value;
    for (const { name, convert } of changed) {
      const inner = value[name];
      if (inner != null && convert) value[name] = convert(inner);
    }
    return value;
  };
}

function createRenamer(placed: readonly (PlacedField & { readonly convert: Convert | null })[]): Convert {
  // Small objects of one shape: the loop below runs for each property of each row.
  const fields = placed.map(({ name, key, read, convert }) => ({ name, key, read, convert }));
  return (value) => {
    if (!isRecord(value)) return value;
    const row: Record<string, unknown> = {};
    for (const { name, key, read, convert } of fields) {
      const inner = key === null ? read(value) : value[key];
      if (inner !== undefined) row[name] = convert && inner !== null ? convert(inner) : inner;
    }
    return row;
  };
}
