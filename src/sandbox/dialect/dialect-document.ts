import { operationScopes, schemaScopes } from '../../contract/dialect-scopes.ts';
import { queryOf } from '../../contract/endpoints.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { isKopecks, nameOf } from './convert.ts';
import type { CompiledDialect } from './dialect.ts';
import {
  type Doc,
  FORM,
  flatten,
  type Method,
  type OperationDoc,
  operationsOf,
  type Parameter,
  parametersOf,
  type Schema,
} from './openapi.ts';
import { type Place, placeOf as placeOfProperty } from './place.ts';

const TIMES: Readonly<Partial<Record<CompiledDialect['forms']['dateTime'], Schema>>> = {
  utc: { type: 'string', description: 'UTC, without a zone' },
  zoned: { type: 'string', format: 'date-time' },
  epoch: { type: 'integer', description: 'Seconds since 1970' },
  epochMs: { type: 'integer', description: 'Milliseconds since 1970' },
};
const DAY: Schema = { type: 'string', format: 'date' };
const ROUBLES: Schema = { type: 'number', description: 'Roubles' };
const ROUBLES_REF: Schema = { $ref: '#/components/schemas/Roubles' };

/** The contract converted to the dialect: every path, parameter and schema is true of this server. */
export function dialectDocument(contract: Doc, dialect: CompiledDialect): Doc {
  const doc = structuredClone(contract);
  const { schemas } = doc.components;
  for (const [name, schema] of Object.entries(schemas)) {
    const isPage = name.endsWith('Page');
    schemas[name] =
      isPage && dialect.listEnvelope === 'array'
        ? (schema.properties?.items ?? {})
        : convertSchema(contract, dialect, isPage ? pageSchema(dialect, schema) : schema, schemaScopes(name));
  }
  if ([dialect.moneyUnit, ...Object.values(dialect.money)].includes('roubles')) schemas.Roubles = ROUBLES;
  if (dialect.token)
    doc.components.securitySchemes = { bearer: { type: 'apiKey', in: 'header', name: dialect.token.header } };
  else if (dialect.authScheme.toLowerCase() !== 'bearer')
    doc.components.securitySchemes = { bearer: { type: 'http', scheme: dialect.authScheme } };

  schemas.LocalDateTime = TIMES[dialect.forms.dateTime] ?? schemas.LocalDateTime ?? {};
  doc.paths = {};
  for (const { path, method, item, operation } of operationsOf(contract)) {
    if (dialect.missing.includes(operation.operationId)) continue;
    const [serverMethod = method, target = path] = dialect.paths[operation.operationId]?.split(' ') ?? [];
    const serverPath = target.split('?')[0] ?? '';
    const slot = doc.paths[serverPath] ?? {};
    doc.paths[serverPath] = slot;
    const parameters = parametersOf(contract, item, operation);
    if (slot[serverMethod.toLowerCase() as Method])
      throw new RangeError(`the sandbox cannot have two operations at ${serverMethod} ${serverPath}`);
    slot[serverMethod.toLowerCase() as Method] = convertOperation(contract, dialect, operation, parameters);
  }
  doc.components.parameters = {};
  return doc;
}

/** Where this server has a parameter, and its name there. Those of the contract's paths may stand in a query. */
function placeOf(
  dialect: CompiledDialect,
  { in: place, name }: Parameter,
  operationId: OperationId,
): Pick<Parameter, 'in' | 'name'> {
  if (place === 'query') return { in: place, name: dialect.parameter(operationId, operationScopes(operationId), name) };
  const moved = queryOf(dialect.paths[operationId] ?? '').find(([, value]) => value === `{${name}}`);
  return moved ? { in: 'query', name: moved[0] } : { in: place, name };
}

/** A page as this server counts it: with a total, or without. */
function pageSchema({ total }: CompiledDialect, schema: Schema): Schema {
  if (total === 'body') return schema;
  const { total: _, ...properties } = schema.properties ?? {};
  return { ...schema, properties, required: Object.keys(properties) };
}

function convertOperation(
  doc: Doc,
  dialect: CompiledDialect,
  operation: OperationDoc,
  parameters: readonly Parameter[],
): OperationDoc {
  const { operationId } = operation;
  const converted = structuredClone(operation);
  const scopes = operationScopes(operationId);
  converted.parameters = parameters
    .filter(({ name }) => isOffered(operationId, name, dialect))
    .map((parameter) => convertParameter(doc, dialect, parameter, operationId));
  if (operationId === 'auth.login' && dialect.login === 'form' && converted.requestBody)
    converted.requestBody.content = { [FORM]: converted.requestBody.content['application/json'] ?? { schema: {} } };
  for (const { content } of [converted.requestBody ?? {}, ...Object.values(converted.responses)]) {
    for (const media of Object.values(content ?? {})) media.schema = convertSchema(doc, dialect, media.schema, scopes);
  }
  return converted;
}

export function isOffered(operationId: OperationId, parameter: string, dialect: CompiledDialect): boolean {
  if (operationId === 'accounts.list' && parameter === 'ids') return dialect.idsFilter;
  if (operationId === 'operations.list' && parameter === 'accountIds') return dialect.operationIdsFilter;
  return true;
}

/** Whether the contract takes several values, with commas. */
function isList(operationId: OperationId, parameter: string): boolean {
  return parameter === 'ids' || /Ids$/.test(parameter) || (operationId === 'operations.list' && parameter === 'kind');
}

function convertParameter(
  doc: Doc,
  dialect: CompiledDialect,
  parameter: Parameter,
  operationId: OperationId,
): Parameter {
  const scopes = operationScopes(operationId);
  const schema = structuredClone(parameter.schema);
  if (parameter.name === 'limit') {
    schema.maximum = dialect.maxLimit;
    schema.default = Math.min(Number(schema.default), dialect.maxLimit);
  }
  if (parameter.name === 'offset' && dialect.paging)
    Object.assign(schema, { minimum: dialect.paging.from, default: dialect.paging.from });
  const bound = nameOf(schema) === 'LocalDateTime' && dialect.dateBounds === 'day' ? DAY : schema;
  const converted = convertEnum(doc, bound, dialect.valuesOf(scopes, parameter.name));
  return {
    ...parameter,
    ...placeOf(dialect, parameter, operationId),
    schema:
      dialect.repeatedLists && isList(operationId, parameter.name) ? { type: 'array', items: converted } : converted,
  };
}

function convertSchema(doc: Doc, dialect: CompiledDialect, schema: Schema, scopes: readonly string[]): Schema {
  const converted: Schema = { ...schema };
  if (schema.allOf) converted.allOf = schema.allOf.map((part) => convertSchema(doc, dialect, part, scopes));
  if (schema.items) converted.items = convertSchema(doc, dialect, schema.items, scopes);
  if (schema.properties)
    converted.properties = placed(
      Object.entries(schema.properties).map(([name, property]) => [
        placeOfProperty(dialect.property(scopes, name)),
        convertProperty(doc, dialect, property, scopes, name),
      ]),
    );
  if (schema.required) {
    const places = schema.required.map((name) => placeOfProperty(dialect.property(scopes, name)));
    converted.required = [...new Set(places.flatMap(({ paths, isList }) => (isList ? [] : [paths[0]?.[0] ?? ''])))];
  }
  return converted;
}

/** Properties at their places: what lies at a path is in an object, and each of a list is a property that may be null. */
function placed(properties: readonly (readonly [Place, Schema])[]): Record<string, Schema> {
  const all: Record<string, Schema> = {};
  for (const [{ paths, isList }, schema] of properties)
    for (const path of paths) {
      let object = all;
      for (const name of path.slice(0, -1)) {
        const inner = object[name]?.properties ?? {};
        object[name] = { type: 'object', properties: inner };
        object = inner;
      }
      object[path.at(-1) ?? ''] = isList ? { ...schema.items, nullable: true } : schema;
    }
  return all;
}

function convertProperty(
  doc: Doc,
  dialect: CompiledDialect,
  schema: Schema,
  scopes: readonly string[],
  name: string,
): Schema {
  if (dialect.numericIdentifiers && name === 'value' && scopes.includes('Identifier'))
    return { type: 'integer', format: 'int64' };
  if (dialect.isRoubles(scopes, name)) {
    if (isKopecks(schema)) return { ...ROUBLES, minimum: 0.01, multipleOf: 0.01 };
    if (nameOf(schema) === 'Kopecks') return { ...schema, ...(schema.$ref ? ROUBLES_REF : { allOf: [ROUBLES_REF] }) };
  }
  const values = dialect.valuesOf(scopes, name);
  return values ? convertEnum(doc, schema, values) : convertSchema(doc, dialect, schema, scopes);
}

/** An enumeration with this server's values. */
function convertEnum(doc: Doc, schema: Schema, values: ReturnType<CompiledDialect['valuesOf']>): Schema {
  if (!values) return schema;
  const flat = nameOf(schema) === null ? schema : flatten(doc, schema);
  const contractValues = flat.type === 'boolean' ? [true, false] : flat.enum;
  if (!contractValues) return schema;
  const converted = contractValues.map((value) => values[String(value)] ?? value);
  const types = new Set(converted.map((value) => (typeof value === 'number' ? 'integer' : typeof value)));
  const [type] = types;
  return {
    ...(types.size === 1 && type !== undefined && { type }),
    enum: converted,
    ...(schema.nullable && { nullable: true }),
  };
}
