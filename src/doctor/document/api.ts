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

export interface ApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly shape: Shape;
  readonly maximum: number | null;
  /** Whether several values are several parameters of one name: an array, unless the document says otherwise. */
  readonly isRepeated: boolean;
}

/** other: a method that a dialect cannot express, such as a custom header. */
export type ApiAuth =
  | { readonly kind: 'scheme'; readonly scheme: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'other' };

/** The path without names of placeholders: `/accounts/{id}` equals `/accounts/{account_id}`. */
export function pathForm(path: string): string {
  return path.replace(/\{[^}]*\}/g, '{}').replace(/\/+$/, '');
}

export function placeholderCount(path: string): number {
  return path.match(/\{[^}]*\}/g)?.length ?? 0;
}
