/**
 * Writes the two files that follow from schema/probonus.openapi.yaml: `src/contract/types.ts` (types) and
 * `src/contract/schemas.ts` (what the wire layer, the sandbox and doctor need of it at run time).
 * A graphql-codegen plugin: `config.file` says which of the two, `config.source` where the contract lies.
 */
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { parse } from 'yaml';

const SOURCE = 'schema/probonus.openapi.yaml';
const BANNER = '// Generated from schema/probonus.openapi.yaml by `npm run codegen`. Do not edit.\n';

export async function plugin(_schema, _documents, config = {}) {
  const source = config.source ?? SOURCE;
  return config.file === 'schemas' ? contractSchemas(source) : contract(source);
}

/** The text of types.ts. Amounts are `Money`, which is what the wire layer makes of them. */
export async function contract(source = SOURCE) {
  const money = () => ts.factory.createTypeReferenceNode('Money');
  const ast = await openapiTS(pathToFileURL(source), {
    inject: "import type { Money } from '../lib/decimal.ts';\n",
    defaultNonNullable: false,
    transform: (schema, { path }) => (path?.endsWith('/schemas/Kopecks') || isAmount(schema) ? money() : undefined),
  });
  return `${BANNER}${astToString(ast)}`;
}

/** The text of schemas.ts. */
export async function contractSchemas(source = SOURCE) {
  const { schemas, views, operations } = contractNodes(parse(await readFile(source, 'utf8')));
  return `${BANNER}${TYPES}
${union('SchemaName', Object.keys(schemas))}

${union('OperationId', Object.keys(operations))}

export const schemas: Readonly<Record<SchemaName, TypeNode>> = ${print(schemas)};

/** Schemas that are another view of a resource. */
export const views: Readonly<Partial<Record<SchemaName, SchemaName>>> = ${print(views)};

export const operations: Readonly<Record<OperationId, OperationNode>> = ${print(operations)};
`;
}

/** What schemas.ts exports. Throws where names of a dialect would be ignored, because a resource cannot be derived. */
export function contractNodes(document) {
  const { Kopecks: _, ...written } = document.components.schemas;
  const schemas = {};
  const views = {};
  for (const [name, schema] of Object.entries(written)) {
    schemas[name] = typeNode(document, schema);
    const resource = resourceOf(document, name);
    if (resource !== name) views[name] = resource;
  }
  const operations = {};
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (method === 'parameters') continue;
      operations[operation.operationId] = operationNode(document, path, method, item, operation);
    }
  }
  return { schemas, views, operations };
}

const TYPES = `
/** \`date\` is a string \`YYYY-MM-DD\`; \`json\` is anything. */
export type ScalarNode = 'string' | 'date' | 'integer' | 'boolean' | 'money' | 'json';

export type TypeNode =
  | ScalarNode
  | { readonly ref: SchemaName }
  | { readonly list: TypeNode }
  | { readonly values: readonly string[] }
  | ObjectNode;

export interface ObjectNode {
  readonly fields: Readonly<Record<string, FieldNode>>;
  /** Other properties than these are expected too. */
  readonly open?: true;
}

export interface FieldNode {
  readonly type: TypeNode;
  readonly required?: true;
  readonly nullable?: true;
}

export interface ParameterNode {
  readonly in: 'path' | 'query';
  readonly type: TypeNode;
  readonly required?: true;
}

export interface OperationNode {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly tag: string;
  readonly certainty: 'known' | 'section' | 'assumed';
  /** What the operation is about: under these names a dialect speaks of its parameters. */
  readonly resources: readonly SchemaName[];
  /** Sent twice it is booked twice. */
  readonly movesValue?: true;
  readonly parameters: Readonly<Record<string, ParameterNode>>;
  readonly body?: TypeNode;
  readonly answer: TypeNode;
  /** The statuses of failure that the contract documents. */
  readonly failures: readonly number[];
}
`;

function operationNode(document, path, method, item, operation) {
  const parameters = {};
  for (const given of [...(item.parameters ?? []), ...(operation.parameters ?? [])]) {
    const parameter = resolve(document, given);
    parameters[parameter.name] = {
      in: parameter.in,
      type: typeNode(document, parameter.schema),
      ...(parameter.required ? { required: true } : {}),
    };
  }
  const body = bodyOf(operation);
  const statuses = Object.keys(operation.responses).map(Number);
  if (method === 'get' && operation['x-moves-value']) {
    throw new Error(`contract-plugin: ${operation.operationId}: a GET must not move value`);
  }
  return {
    method: method.toUpperCase(),
    path,
    tag: operation.tags[0],
    certainty: operation['x-certainty'],
    resources: resourcesOf(document, operation),
    ...(operation['x-moves-value'] ? { movesValue: true } : {}),
    parameters,
    ...(body ? { body: typeNode(document, body) } : {}),
    answer: typeNode(document, answerOf(operation)),
    failures: statuses.filter((status) => status !== 200),
  };
}

const bodyOf = (operation) => operation.requestBody?.content['application/json'].schema;
const answerOf = (operation) => operation.responses['200'].content['application/json'].schema;
const nameOf = (schema) => schema?.$ref?.split('/').at(-1);

/** The resource under whose name a dialect speaks of a schema's properties: a page is of its rows. */
function resourceOf(document, name) {
  const { schemas } = document.components;
  const row = nameOf(schemas[name].properties?.items?.items);
  const resource = schemas[name]['x-resource'] ?? (row === undefined ? name : resourceOf(document, row));
  if (resource !== name && !isResource(document, resource)) {
    throw new Error(`contract-plugin: ${name}: x-resource names ${resource}, which is no resource`);
  }
  return resource;
}

function isResource(document, name) {
  return Object.hasOwn(document.components.schemas, name) && resourceOf(document, name) === name;
}

/** The answer's resource first, then what `x-resource` names. */
function resourcesOf(document, operation) {
  const { operationId, 'x-resource': named } = operation;
  const answer = answerOf(operation);
  const [row, body] = [nameOf(answer.items ?? answer), nameOf(bodyOf(operation))];
  const resources = [...new Set([row && resourceOf(document, row), named].filter((name) => name !== undefined))];
  let fault;
  if (resources.length === 0) fault = 'the answer names no schema, so x-resource must name the resource';
  else if (!resources.every((name) => isResource(document, name)))
    fault = `x-resource names ${named}, which is no resource`;
  else if (body !== undefined && !resources.includes(resourceOf(document, body)))
    fault = `the body ${body} is of another resource than the answer, so one of the two needs x-resource`;
  if (fault) throw new Error(`contract-plugin: ${operationId}: ${fault}`);
  return resources;
}

function typeNode(document, schema) {
  if (schema.$ref) return nameOf(schema) === 'Kopecks' ? 'money' : { ref: nameOf(schema) };
  if (schema.allOf?.length === 1) return typeNode(document, schema.allOf[0]);
  if (schema.allOf) {
    const parts = schema.allOf.map((part) => objectNode(document, resolve(document, part)));
    return { fields: Object.assign({}, ...parts.map((part) => part.fields)) };
  }
  if (schema.oneOf) return 'json';
  if (schema.enum) return { values: schema.enum };
  if (isAmount(schema)) return 'money';
  switch (schema.type) {
    case 'array':
      return { list: typeNode(document, schema.items) };
    case 'object':
      return objectNode(document, schema);
    case 'string':
      return schema.format === 'date' ? 'date' : 'string';
    case 'integer':
    case 'boolean':
      return schema.type;
    default:
      throw new Error(`contract-plugin: no node for ${JSON.stringify(schema)}`);
  }
}

function objectNode(document, schema) {
  const required = new Set(schema.required);
  const fields = {};
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    fields[name] = {
      type: typeNode(document, property),
      ...(required.has(name) ? { required: true } : {}),
      ...(property.nullable ? { nullable: true } : {}),
    };
  }
  return { fields, ...(schema.additionalProperties || !schema.properties ? { open: true } : {}) };
}

/** The contract writes the amounts of inputs as integers described as kopecks. */
const isAmount = (schema) => schema?.type === 'integer' && schema.description === 'Kopecks';

const resolve = (document, node) =>
  node.$ref
    ? node.$ref
        .slice(2)
        .split('/')
        .reduce((at, key) => at[key], document)
    : node;

const union = (name, members) => `export type ${name} =\n${members.map((member) => `  | '${member}'`).join('\n')};`;

const print = (value) => JSON.stringify(value, null, 1).replace(/^( +)/gm, '$1$1');
