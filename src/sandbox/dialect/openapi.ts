import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { OperationId } from '../../contract/schemas.ts';

/** The part of OpenAPI that the contract uses. */
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  title?: string;
  description?: string;
  enum?: unknown[];
  nullable?: boolean;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  additionalProperties?: boolean;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  multipleOf?: number;
  default?: unknown;
  example?: unknown;
}

export interface Parameter {
  $ref?: string;
  name: string;
  in: 'path' | 'query';
  required?: boolean;
  description?: string;
  schema: Schema;
}

export interface Response {
  $ref?: string;
  description?: string;
  content?: Record<string, { schema: Schema }>;
}

export interface OperationDoc {
  operationId: OperationId;
  tags?: string[];
  summary?: string;
  description?: string;
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, Response>;
  'x-certainty'?: string;
}

export type Method = 'get' | 'post' | 'put' | 'delete' | 'patch';
export type PathDoc = { parameters?: Parameter[] } & Partial<Record<Method, OperationDoc>>;

export interface Doc {
  openapi: string;
  info: Record<string, unknown>;
  servers?: { url: string }[];
  security?: Record<string, string[]>[];
  tags?: { name: string; description?: string }[];
  paths: Record<string, PathDoc>;
  components: {
    securitySchemes: Record<string, Record<string, unknown>>;
    parameters: Record<string, Parameter>;
    responses: Record<string, Response>;
    schemas: Record<string, Schema>;
  };
}

const METHODS: readonly Method[] = ['get', 'post', 'put', 'delete', 'patch'];
let contract: Doc | undefined;

/** Marks for the code generator; no server publishes them. */
const MARKS: readonly unknown[] = ['x-resource', 'x-moves-value'];

/**
 * The contract as it stands in schema/, whether this runs from src/ or from dist/, without our marks. Read once; clone it
 * before changing it.
 */
export function contractDoc(): Doc {
  const read = () => readFileSync(new URL('../../../schema/probonus.openapi.yaml', import.meta.url), 'utf8');
  contract ??= parse(read(), (key, value) => (MARKS.includes(key) ? undefined : value)) as Doc;
  return contract;
}

export function operationsOf(doc: Doc): { path: string; method: Method; item: PathDoc; operation: OperationDoc }[] {
  return Object.entries(doc.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ path, method, item, operation }] : [];
    }),
  );
}

function followReference(doc: Doc, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.split('/').at(-1) ?? '';
  const next = doc.components.schemas[name];
  if (!next) throw new Error(`the contract has no schema ${name}`);
  return followReference(doc, next);
}

/** The parameters of an operation, those of its path included, all references followed. */
export function parametersOf(doc: Doc, item: PathDoc, operation: OperationDoc): Parameter[] {
  return [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((parameter) => {
    const name = parameter.$ref?.split('/').at(-1);
    const found = name === undefined ? parameter : doc.components.parameters[name];
    if (!found) throw new Error(`the contract has no parameter ${name}`);
    return found;
  });
}

export const FORM = 'application/x-www-form-urlencoded';

export function bodySchema({ requestBody }: OperationDoc): Schema | null {
  return (requestBody?.content['application/json'] ?? requestBody?.content[FORM])?.schema ?? null;
}

/** One schema without `allOf` and references at its top: its keywords merged with those of its parts. */
export function flatten(doc: Doc, schema: Schema): Schema {
  const found = followReference(doc, schema);
  if (!found.allOf) return found;
  const { allOf, ...own } = found;
  const parts = [...allOf.map((part) => flatten(doc, part)), own];
  const merged: Schema = Object.assign({}, ...parts);
  const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {})) as Record<string, Schema>;
  if (Object.keys(properties).length > 0) merged.properties = properties;
  const required = parts.flatMap((part) => part.required ?? []);
  if (required.length > 0) merged.required = required;
  return merged;
}
