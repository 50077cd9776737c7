import { operationScopes, schemaScopes } from '../../contract/dialect-scopes.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { isKopecks, nameOf } from './convert.ts';
import type { Words } from './dialect.ts';
import {
  type Doc,
  flatten,
  type Method,
  type OperationDoc,
  operationsOf,
  type Parameter,
  parametersOf,
  type Schema,
} from './openapi.ts';

/** The contract as this server would publish it: the document is true of the dialect, to the last parameter. */
export function dialectDocument(contract: Doc, words: Words): Doc {
  const doc = structuredClone(contract);
  const { schemas } = doc.components;
  for (const [name, schema] of Object.entries(schemas)) {
    const pageOf = name.endsWith('Page') && words.listEnvelope === 'array';
    schemas[name] = pageOf ? (schema.properties?.items ?? {}) : turned(contract, schema, words, schemaScopes(name));
  }
  if (words.moneyUnit === 'roubles') schemas.Kopecks = { type: 'number', description: 'Roubles' };
  if (words.authScheme.toLowerCase() !== 'bearer')
    doc.components.securitySchemes = { bearer: { type: 'http', scheme: words.authScheme } };

  doc.paths = {};
  for (const { path, method, item, operation } of operationsOf(contract)) {
    if (words.missing.includes(operation.operationId)) continue;
    const [verb = method, place = path] = words.paths[operation.operationId]?.split(' ') ?? [];
    const slot = doc.paths[place] ?? {};
    doc.paths[place] = slot;
    slot[verb.toLowerCase() as Method] = turnedOperation(
      contract,
      operation,
      parametersOf(contract, item, operation),
      words,
    );
  }
  doc.components.parameters = {};
  return doc;
}

function turnedOperation(doc: Doc, operation: OperationDoc, parameters: Parameter[], words: Words): OperationDoc {
  const made = structuredClone(operation);
  const scopes = operationScopes(operation.operationId);
  made.parameters = parameters
    .filter(({ name }) => isOffered(operation.operationId, name, words))
    .map((parameter) => turnedParameter(doc, operation.operationId, parameter, words));
  const json = made.requestBody?.content['application/json'];
  if (json) json.schema = turned(doc, json.schema, words, scopes);
  for (const response of Object.values(made.responses)) {
    const content = response.content?.['application/json'];
    if (content) content.schema = turned(doc, content.schema, words, scopes);
  }
  return made;
}

export function isOffered(operationId: OperationId, parameter: string, words: Words): boolean {
  if (operationId === 'accounts.list' && parameter === 'ids') return words.idsFilter;
  if (operationId === 'operations.list' && parameter === 'accountIds') return words.operationIdsFilter;
  return true;
}

function turnedParameter(doc: Doc, operationId: OperationId, parameter: Parameter, words: Words): Parameter {
  const scopes = operationScopes(operationId);
  const schema = structuredClone(parameter.schema);
  if (parameter.name === 'limit') {
    schema.maximum = words.maxLimit;
    schema.default = Math.min(Number(schema.default), words.maxLimit);
  }
  const spelt = respelt(doc, schema, words.valuesOf(scopes, parameter.name));
  const name = parameter.in === 'path' ? parameter.name : words.parameter(operationId, scopes, parameter.name);
  return { ...parameter, name, schema: spelt };
}

function turned(doc: Doc, schema: Schema, words: Words, scopes: readonly string[]): Schema {
  if (words.moneyUnit === 'roubles' && isKopecks(schema))
    return { type: 'number', minimum: 0.01, multipleOf: 0.01, description: 'Roubles' };
  const made: Schema = { ...schema };
  if (schema.allOf) made.allOf = schema.allOf.map((part) => turned(doc, part, words, scopes));
  if (schema.items) made.items = turned(doc, schema.items, words, scopes);
  if (schema.properties)
    made.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, property]) => [
        words.property(scopes, name),
        turnedProperty(doc, property, words, scopes, name),
      ]),
    );
  if (schema.required) made.required = schema.required.map((name) => words.property(scopes, name));
  return made;
}

function turnedProperty(doc: Doc, schema: Schema, words: Words, scopes: readonly string[], name: string): Schema {
  if (words.numericIdentifiers && name === 'value' && scopes.includes('Identifier'))
    return { type: 'integer', format: 'int64' };
  const values = words.valuesOf(scopes, name);
  return values ? respelt(doc, schema, values) : turned(doc, schema, words, scopes);
}

/** A closed list of values, as this server spells them. */
function respelt(doc: Doc, schema: Schema, values: Readonly<Record<string, unknown>> | undefined): Schema {
  if (!values) return schema;
  const flat = nameOf(schema) === null ? schema : flatten(doc, schema);
  const known = flat.type === 'boolean' ? [true, false] : flat.enum;
  if (!known) return schema;
  const spelt = known.map((value) => values[String(value)] ?? value);
  const types = new Set(spelt.map((value) => (typeof value === 'number' ? 'integer' : typeof value)));
  const [type] = types;
  return {
    ...(types.size === 1 && type !== undefined && { type }),
    enum: spelt,
    ...(schema.nullable && { nullable: true }),
  };
}
