import { type Doc, type OperationDoc, operationsOf, type Schema } from './openapi.ts';

/** The document as a FastAPI server publishes it: at the origin's root, every path with the base path, no servers. */
export function publishedDocument(doc: Doc, basePath: string, style: 'contract' | 'fastapi'): string {
  const { servers: _, ...rest } = style === 'fastapi' ? asFastApi(doc, basePath) : doc;
  const paths = Object.fromEntries(Object.entries(rest.paths).map(([path, item]) => [`${basePath}${path}`, item]));
  return JSON.stringify({ ...rest, paths });
}

/** OpenAPI 3.1 with FastAPI's own operation ids and titles, and nothing of this project's wording. */
function asFastApi(doc: Doc, basePath: string): Doc {
  const published = structuredClone(doc);
  published.openapi = '3.1.0';
  published.info = { title: 'ProBonus API', version: '0.1.0' };
  delete published.security;
  delete published.tags;
  for (const { path, method, item, operation } of operationsOf(published))
    item[method] = fastApiOperation(operation, `${basePath}${path}`, method);
  const { schemas } = published.components;
  published.components = {
    securitySchemes: published.components.securitySchemes,
    schemas: {},
  } as unknown as Doc['components'];
  for (const [name, schema] of Object.entries(schemas)) {
    if (name === 'Error' || name === 'ValidationError') continue;
    published.components.schemas[name] = jsonSchema({ title: name, ...schema });
  }
  Object.assign(published.components.schemas, VALIDATION);
  return published;
}

function fastApiOperation(operation: OperationDoc, path: string, method: string): OperationDoc {
  const action = operation.operationId.slice(operation.operationId.indexOf('.') + 1);
  const name = action.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const { parameters = [], requestBody, tags, security } = operation;
  const ok = operation.responses['200']?.content;
  const validated = parameters.length > 0 || requestBody !== undefined;
  return {
    ...(tags && { tags }),
    summary: name
      .split('_')
      .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
      .join(' '),
    operationId: `${name}${path}_${method}`.replace(/\W/g, '_'),
    ...(security?.length !== 0 && { security: [{ bearer: [] }] }),
    ...(parameters.length > 0 && {
      parameters: parameters.map(({ name, in: place, required, schema }) => ({
        name,
        in: place,
        required: required ?? false,
        schema: {
          ...jsonSchema(required || schema.default !== undefined ? schema : { ...schema, nullable: true }),
          title: titled(name),
        },
      })),
    }),
    ...(requestBody && { requestBody: convert(requestBody) }),
    responses: {
      200: { description: 'Successful Response', content: convert(ok ?? {}) },
      ...(validated && {
        422: {
          description: 'Validation Error',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/HTTPValidationError' } } },
        },
      }),
    },
  } as OperationDoc;
}

const titled = (name: string): string =>
  name.replace(/(^|_)(\w)/g, (_, _gap, letter: string) => ` ${letter.toUpperCase()}`).trim();

/** JSON Schema 2020-12: no `nullable`, and no `allOf` around a single schema. */
function jsonSchema(schema: Schema): Schema {
  return convert(schema) as Schema;
}

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, allOf, ...rest } = value as Schema;
  // `properties` may hold any name, so only keywords of a schema are dropped.
  const converted = Object.fromEntries(Object.entries(rest).map(([key, part]) => [key, convert(part)])) as Schema;
  const [only] = allOf ?? [];
  const plain = allOf?.length === 1 && only ? { ...converted, ...(convert(only) as Schema) } : converted;
  const merged = allOf && allOf.length > 1 ? { ...plain, allOf: allOf.map((part) => convert(part) as Schema) } : plain;
  if (nullable !== true) return merged;
  return { anyOf: [merged, { type: 'null' }] };
}

const VALIDATION: Record<string, Schema> = {
  HTTPValidationError: {
    title: 'HTTPValidationError',
    type: 'object',
    properties: {
      detail: { title: 'Detail', type: 'array', items: { $ref: '#/components/schemas/ValidationError' } },
    },
  },
  ValidationError: {
    title: 'ValidationError',
    type: 'object',
    required: ['loc', 'msg', 'type'],
    properties: {
      loc: { title: 'Location', type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'integer' }] } },
      msg: { title: 'Message', type: 'string' },
      type: { title: 'Error Type', type: 'string' },
    },
  },
};
