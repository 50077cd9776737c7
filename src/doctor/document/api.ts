import type { Method } from '../../contract/endpoints.ts';
import type { Shape } from './shape.ts';

/** What a server says of itself, cleared of everything that does not matter here. */
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
  /** What its operationId and summary say, without the path and the method that FastAPI puts in. */
  readonly title: string;
  readonly parameters: readonly ApiParameter[];
  readonly body: Shape | null;
  /** Takes a form and no JSON. */
  readonly takesForm: boolean;
  /** Null where the document does not say it. */
  readonly answer: Shape | null;
}

export interface ApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly shape: Shape;
  readonly maximum: number | null;
}

/** other: something that a dialect cannot say, such as a header of its own. */
export type ApiAuth =
  | { readonly kind: 'scheme'; readonly scheme: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'other' };

/** `/accounts/{id}` and `/accounts/{account_id}` are one path. */
export function pathForm(path: string): string {
  return path.replace(/\{[^}]*\}/g, '{}').replace(/\/+$/, '');
}

export function placeholderCount(path: string): number {
  return path.match(/\{[^}]*\}/g)?.length ?? 0;
}
