import type { Sandbox } from '../../src/sandbox/sandbox.ts';

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: contract checks and snapshots hold what a body is
  body: any;
}

export type Call = (method: string, path: string, body?: unknown, token?: string | null) => Promise<Reply>;

/** Requests to the emulated server as a plain client sends them, with one of its fixed tokens. */
export function callerOf(sandbox: Sandbox, fixedToken: string, scheme = 'bearer'): Call {
  return async (method, path, body, token = fixedToken) => {
    const response = await fetch(sandbox.url + path, {
      method,
      headers: {
        ...(token !== null && { authorization: `${scheme} ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.startsWith('application/json') && text !== '';
    return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : null };
  };
}
