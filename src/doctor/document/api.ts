import type { Method } from '../../contract/endpoints.ts';
import type { Shape } from './shape.ts';

/** The parts of a server's OpenAPI document that a dialect depends on. */
export interface Api {
  /** Such as `3.1`. */
  readonly version: string;
  readonly operations: readonly ApiOperation[];
  readonly auth: ApiAuth;
}

export interface ApiOperation {
  readonly method: Method;
  /** Below the base URL, with the server's own placeholders. */
  readonly path: string;
  readonly tags: readonly string[];
  /** Its operationId and summary, without the path and method that FastAPI adds. */
  readonly title: string;
  readonly parameters: readonly ApiParameter[];
  readonly body: Shape | null;
  /** Whether it takes a form instead of JSON. */
  readonly takesForm: boolean;
  /** Null if undocumented. */
  readonly answer: Shape | null;
}

/** An operation that no document describes, at a place that answered. */
export function undocumented(method: Method, path: string): ApiOperation {
  return { method, path, tags: [], title: '', parameters: [], body: null, takesForm: false, answer: null };
}

export interface ApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly shape: Shape;
  readonly maximum: number | null;
  /** Whether several values are several parameters of one name: an array, unless the document says otherwise. */
  readonly isRepeated: boolean;
}

/** other: a method that a dialect cannot express, such as a cookie. */
export type ApiAuth =
  | { readonly kind: 'scheme'; readonly scheme: string }
  /** The token stands in a header of its own. */
  | { readonly kind: 'header'; readonly name: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'other' };

/** The path without names of placeholders: `/accounts/{id}` equals `/accounts/{account_id}`. A slash at its end stays. */
export function pathForm(path: string): string {
  return path.replace(/\{[^}]*\}/g, '{}');
}

/** The path with a slash at its end, or without the one it has: servers redirect from one to the other. */
export function otherSlash(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
}

export function placeholderCount(path: string): number {
  return path.match(/\{[^}]*\}/g)?.length ?? 0;
}
