import type { ApiError, ValidationError } from './api-error.ts';
import { toPydantic2 } from './pydantic2.ts';

/** A complete response, before any fault changes it. */
export interface HttpReply {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

const JSON_TYPE = 'application/json';

export const jsonReply = (text: string, headers: Readonly<Record<string, string>> = {}): HttpReply => ({
  status: 200,
  headers: { 'content-type': JSON_TYPE, ...headers },
  body: text,
});

export function errorReply(error: ApiError, pydantic: 1 | 2 = 1): HttpReply {
  let { detail } = error;
  if (error.status === 422) {
    const errors = detail as ValidationError[];
    detail = pydantic === 2 ? errors.map(toPydantic2) : errors.map(({ input: _, ...rest }) => rest);
  }
  return {
    status: error.status,
    headers: { 'content-type': JSON_TYPE, ...error.headers },
    body: JSON.stringify({ detail }),
  };
}

/** Starlette's reply to an uncaught exception: plain text, not JSON. */
export const crashReply: HttpReply = {
  status: 500,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'Internal Server Error',
};
