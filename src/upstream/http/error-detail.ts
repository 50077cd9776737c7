import { isRecord } from '../../lib/is-record.ts';
import { parseJson } from '../codec/parse-json.ts';
import type { FieldError } from '../errors.ts';

const LOCATIONS = new Set(['body', 'query', 'path', 'header', 'cookie']);

/** The machine-readable part of an error's body. The server's texts are dropped. */
export interface ErrorDetail {
  /** In the server's names. */
  readonly fieldErrors: readonly FieldError[];
  /** Whether any of them concerns a part of the path. */
  readonly isAboutPath: boolean;
  readonly isNotAuthenticated: boolean;
  /** Whether it may come of a router or a proxy that has no such path: a row's own text tells what is missing. */
  readonly isOfNoPath: boolean;
}

/** Reads FastAPI's `{"detail": text | list | object}`, of pydantic 1 and 2. Any other body gives an empty detail. */
export function readErrorDetail(text: string): ErrorDetail {
  const body = parseJson(text);
  const detail = isRecord(body) ? body.detail : undefined;
  const isOfNoPath = !isRecord(body) || detail === 'Not Found';
  if (typeof detail === 'string') {
    return { fieldErrors: [], isAboutPath: false, isNotAuthenticated: detail === 'Not authenticated', isOfNoPath };
  }
  const entries = (Array.isArray(detail) ? detail : [detail]).filter(isRecord).flatMap(readEntry);
  return {
    fieldErrors: entries.map(({ path, type }) => ({ path, type })),
    isAboutPath: entries.some(({ location }) => location === 'path'),
    isNotAuthenticated: false,
    isOfNoPath,
  };
}

interface Entry extends FieldError {
  readonly location: string | null;
}

function readEntry(entry: Record<string, unknown>): Entry[] {
  const { loc, type } = entry;
  if (Array.isArray(loc)) {
    const parts = loc.map(String);
    const location = parts[0] !== undefined && LOCATIONS.has(parts[0]) ? parts[0] : null;
    const path = (location === null ? parts : parts.slice(1)).filter(isName);
    return [{ path, type: typeof type === 'string' && /^[\w.-]{1,64}$/.test(type) ? type : 'invalid', location }];
  }
  // An object of the server's own making, such as `{ "phone": ["is taken"] }`.
  return Object.keys(entry)
    .filter((key) => isName(key) && !GENERAL_KEYS.has(key))
    .map((key) => ({ path: [key], type: 'invalid', location: null }));
}

/** Keys that describe the failure as a whole and name no field. */
const GENERAL_KEYS = new Set([
  'message',
  'msg',
  'code',
  'error',
  'detail',
  'type',
  'title',
  'status',
  'input',
  'ctx',
  'url',
]);

const isName = (text: string): boolean => /^\w{1,64}$/.test(text);
