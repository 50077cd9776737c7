import { isRecord } from '../../lib/is-record.ts';
import type { Problem } from '../errors.ts';

const WHERE = new Set(['body', 'query', 'path', 'header', 'cookie']);

/** What the body of a failure says to machines. Its texts are not kept. */
export interface Detail {
  /** Of a 422, in the server's names. */
  readonly problems: readonly Problem[];
  /** Some complaint is about a part of the path. */
  readonly aboutPath: boolean;
  readonly notAuthenticated: boolean;
}

/** Reads `{"detail": text | list | object}`, FastAPI's form with pydantic of either generation; anything else says nothing. */
export function readDetail(text: string): Detail {
  const detail = detailOf(text);
  if (typeof detail === 'string')
    return { problems: [], aboutPath: false, notAuthenticated: detail === 'Not authenticated' };
  const found = Array.isArray(detail) ? detail : [detail];
  const complaints = found.filter(isRecord).flatMap(readComplaint);
  return {
    problems: complaints.map(({ path, type }) => ({ path, type })),
    aboutPath: complaints.some(({ where }) => where === 'path'),
    notAuthenticated: false,
  };
}

interface Complaint extends Problem {
  readonly where: string | null;
}

function readComplaint(entry: Record<string, unknown>): Complaint[] {
  if (Array.isArray(entry.loc)) {
    const loc = entry.loc.map(String);
    const where = loc[0] !== undefined && WHERE.has(loc[0]) ? loc[0] : null;
    const path = (where === null ? loc : loc.slice(1)).filter(isName);
    return [
      {
        path,
        type: typeof entry.type === 'string' && /^[\w.-]{1,64}$/.test(entry.type) ? entry.type : 'invalid',
        where,
      },
    ];
  }
  // An object of the server's own making: { "phone": ["is taken"] }. Words about the failure as a whole name no field.
  return Object.keys(entry)
    .filter((key) => isName(key) && !ABOUT_THE_WHOLE.has(key))
    .map((key) => ({ path: [key], type: 'invalid', where: null }));
}

const ABOUT_THE_WHOLE = new Set([
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

function detailOf(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    return isRecord(body) ? body.detail : undefined;
  } catch {
    return undefined;
  }
}

const isName = (text: string): boolean => /^\w{1,64}$/.test(text);
