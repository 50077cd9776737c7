import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/lib/clock.ts';
import { contractDoc, type Doc, type OperationDoc, operationsOf } from '../../src/sandbox/dialect/openapi.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';

export interface FakeClock extends Clock {
  set(iso: string): void;
  pass(ms: number): void;
}

/** Stands still until it is told; 2026-03-10 15:00 in Moscow unless told otherwise. */
export function fakeClock(iso = '2026-03-10T12:00:00Z'): FakeClock {
  let now = Date.parse(iso);
  return {
    now: () => now,
    after: () => () => {},
    set: (next) => {
      now = Date.parse(next);
    },
    pass: (ms) => {
      now += ms;
    },
  };
}

export interface Answered {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are judged by the contract and by snapshots
  body: any;
}

export type Ask = (method: string, path: string, body?: unknown, token?: string | null) => Promise<Answered>;

/** A small sandbox at a standing clock, closed when the test ends, and a way to ask it as an API user. */
export async function given(options: SandboxOptions = {}): Promise<{ sandbox: Sandbox; ask: Ask; clock: FakeClock }> {
  const clock = fakeClock();
  const sandbox = await createSandbox({ clock, size: 'small', ...options });
  onTestFinished(() => sandbox.close());
  return { sandbox, ask: asker(sandbox, `${options.variant ?? 'saturn'}-gateway-token`), clock };
}

export function asker(sandbox: Sandbox, fixed: string): Ask {
  return async (method, path, body, token = fixed) => {
    const response = await fetch(sandbox.url + path, {
      method,
      headers: {
        ...(token !== null && { authorization: `bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = response.headers.get('content-type')?.startsWith('application/json') && text !== '';
    return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : null };
  };
}

/** What is wrong with an answer by the document, in ajv's words; empty when it is as promised. */
export function createJudge(
  doc: Doc = contractDoc(),
): (operationId: string, status: number, body: unknown) => string[] {
  const ajv = new Ajv({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema({ $id: 'doc', ...(withNulls(doc) as object) });
  const compiled = new Map<string, ValidateFunction | null>();
  const paths = new Map<string, { path: string; method: string; operation: OperationDoc }>(
    operationsOf(doc).map(({ path, method, operation }) => [operation.operationId, { path, method, operation }]),
  );
  return (operationId, status, body) => {
    const found = paths.get(operationId);
    if (!found) return [`${operationId} is not in the document`];
    const key = `${operationId} ${status}`;
    if (!compiled.has(key)) {
      const response = found.operation.responses[status];
      const base = response?.$ref
        ? response.$ref.slice(1)
        : `/paths/${found.path.replaceAll('~', '~0').replaceAll('/', '~1')}/${found.method}/responses/${status}`;
      const pointer = `doc#${base}/content/application~1json/schema`.replaceAll('{', '%7B').replaceAll('}', '%7D');
      compiled.set(key, response ? (ajv.compile({ $ref: pointer }) as ValidateFunction) : null);
    }
    const validate = compiled.get(key);
    if (!validate) return [`${operationId} documents no ${status}`];
    return validate(body) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  };
}

/** OpenAPI 3.0 says `nullable`; JSON Schema says a second type. */
function withNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNulls);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withNulls(part)]));
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : 'nullable' in value ? { ...rest, nullable } : rest;
}
