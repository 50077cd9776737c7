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
  const document = parse(await readFile(source, 'utf8'));
  const names = Object.keys(document.components.schemas).filter((name) => name !== 'Kopecks');
  const schemas = Object.fromEntries(
    names.map((name) => [name, typeNode(document, document.components.schemas[name])]),
  );
  const operations = {};
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (method === 'parameters') continue;
      operations[operation.operationId] = operationNode(document, path, method, item, operation);
    }
  }
  return `${BANNER}${TYPES}
${union('SchemaName', names)}

${union('OperationId', Object.keys(operations))}

export const schemas: Readonly<Record<SchemaName, TypeNode>> = ${print(schemas)};

export const operations: Readonly<Record<OperationId, OperationNode>> = ${print(operations)};
`;
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
  const body = operation.requestBody?.content['application/json'].schema;
  const statuses = Object.keys(operation.responses).map(Number);
  return {
    method: method.toUpperCase(),
    path,
    tag: operation.tags[0],
    certainty: operation['x-certainty'],
    parameters,
    ...(body ? { body: typeNode(document, body) } : {}),
    answer: typeNode(document, operation.responses['200'].content['application/json'].schema),
    failures: statuses.filter((status) => status !== 200),
  };
}

function typeNode(document, schema) {
  if (schema.$ref) return schema.$ref.endsWith('/Kopecks') ? 'money' : { ref: schema.$ref.split('/').at(-1) };
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
