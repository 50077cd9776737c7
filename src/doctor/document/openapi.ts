import type { Method } from '../../contract/endpoints.ts';
import { isRecord } from '../../lib/is-record.ts';
import { parseJson } from '../../upstream/codec/parse-json.ts';
import { wordsOf } from '../match/words.ts';
import type { Api, ApiAuth, ApiOperation, ApiParameter } from './api.ts';
import { placePaths } from './place-paths.ts';
import { createSchemaReader, follow, type Json, listOf, type SchemaReader, textOf } from './schema-reader.ts';
import { ANY } from './shape.ts';

const METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Schemas within schemas within schemas. */
const MAX_LEVELS = 200;

export interface ReadApi {
  /** What stands below the base URL. */
  readonly api: Api;
  /** All of it, below another path than that of the base URL; null where all stands below the base URL. */
  readonly elsewhere: { readonly api: Api; readonly base: string } | null;
}

/** Reads an OpenAPI 3.0 or 3.1 document; null for any other text. Never throws. */
export function readDocument(text: string, basePath: string): ReadApi | null {
  const document = parseJson(text, MAX_LEVELS);
  if (!isRecord(document) || !isRecord(document.paths) || !/^3\./.test(textOf(document.openapi))) return null;
  const version = textOf(document.openapi).split('.').slice(0, 2).join('.');
  const items = Object.entries(document.paths);
  const placing = placePaths(document, Object.keys(document.paths), basePath);
  const reader = createSchemaReader(document);
  const auth = readAuth(document);
  const apiOf = (place: (path: string) => string | null): Api => {
    const operations = items.flatMap(([path, item]) => {
      const own = place(path);
      return own === null || !isRecord(item) ? [] : readItem(document, reader, own, path, follow(document, item));
    });
    return { version, operations, auth };
  };
  const { otherBase } = placing;
  if (otherBase === null) return { api: apiOf(placing.below), elsewhere: null };
  const below = (path: string) => {
    const whole = placing.whole(path);
    return whole.startsWith(`${otherBase}/`) ? whole.slice(otherBase.length) : null;
  };
  return { api: apiOf(placing.below), elsewhere: { api: apiOf(below), base: otherBase } };
}

function readItem(document: Json, reader: SchemaReader, place: string, whole: string, item: Json): ApiOperation[] {
  return METHODS.flatMap((method) => {
    const operation = item[method.toLowerCase()];
    if (!isRecord(operation)) return [];
    const content = follow(document, follow(document, operation.requestBody).content);
    const json = jsonOf(document, content);
    return [
      {
        method,
        path: place,
        tags: listOf(operation.tags).map(textOf),
        title: titleOf(operation, whole, method),
        parameters: readParameters(document, reader, [...listOf(item.parameters), ...listOf(operation.parameters)]),
        body: json ? reader.read(json.schema) : null,
        takesForm: json === null && Object.keys(content).some((type) => type.includes('form')),
        answer: readAnswer(document, reader, operation.responses),
      },
    ];
  });
}

/** Name and summary. FastAPI writes `getlist_api_v0_users_list_get`: the function `getlist`, the path and the method. */
function titleOf(operation: Json, path: string, method: Method): string {
  const id = textOf(operation.operationId);
  const tail = `${path.replace(/\W/g, '_')}_${method.toLowerCase()}`;
  return `${id.endsWith(tail) ? id.slice(0, -tail.length) : id} ${textOf(operation.summary)}`.trim();
}

function readParameters(document: Json, reader: SchemaReader, list: readonly unknown[]): ApiParameter[] {
  const byPlace = new Map<string, ApiParameter>();
  for (const entry of list) {
    const parameter = follow(document, entry);
    const place = parameter.in;
    const name = textOf(parameter.name);
    if ((place !== 'path' && place !== 'query') || name === '') continue;
    const schema = follow(document, parameter.schema);
    const shape = reader.read(parameter.schema);
    byPlace.set(`${place} ${name}`, {
      name,
      in: place,
      required: parameter.required === true,
      shape,
      maximum: maximumOf(document, schema),
      isRepeated: shape.kind === 'list' && parameter.explode !== false && textOf(parameter.style || 'form') === 'form',
    });
  }
  return [...byPlace.values()];
}

function maximumOf(document: Json, schema: Json): number | null {
  if (typeof schema.maximum === 'number') return schema.maximum;
  if (typeof schema.exclusiveMaximum === 'number') return schema.exclusiveMaximum - 1;
  for (const part of [...listOf(schema.anyOf), ...listOf(schema.allOf)]) {
    const found = maximumOf(document, follow(document, part));
    if (found !== null) return found;
  }
  return null;
}

function readAnswer(document: Json, reader: SchemaReader, responses: unknown) {
  const all = follow(document, responses);
  const status = ['200', '201', '2XX', 'default'].find((code) => code in all);
  const json = status === undefined ? null : jsonOf(document, follow(document, follow(document, all[status]).content));
  const shape = json ? reader.read(json.schema) : ANY;
  const says = shape.kind === 'object' ? shape.fields.size > 0 : shape.kind === 'list';
  return says ? shape : null;
}

function jsonOf(document: Json, content: Json): Json | null {
  const type = Object.keys(content).find((name) => /json/i.test(name));
  return type === undefined ? null : follow(document, content[type]);
}

function readAuth(document: Json): ApiAuth {
  const schemes = Object.values(follow(document, follow(document, document.components).securitySchemes)).map((one) =>
    follow(document, one),
  );
  if (schemes.length === 0) return { kind: 'unknown' };
  for (const { type, scheme } of schemes) {
    if (type === 'oauth2') return { kind: 'scheme', scheme: 'bearer' };
    const word = textOf(scheme);
    if (type === 'http' && wordsOf(word).length > 0 && /^[A-Za-z][A-Za-z0-9-]{0,31}$/.test(word)) {
      return { kind: 'scheme', scheme: word };
    }
  }
  const keys = schemes.filter(({ type, in: place }) => type === 'apiKey' && place === 'header');
  const names = keys.map(({ name }) => textOf(name)).filter((name) => /^[A-Za-z][A-Za-z0-9-]{0,63}$/.test(name));
  const own = names.find((name) => !/^authorization$/i.test(name));
  if (names.length > 0 && own === undefined) return { kind: 'unknown' };
  return own === undefined ? { kind: 'other' } : { kind: 'header', name: own };
}
