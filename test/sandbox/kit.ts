import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { onTestFinished } from 'vitest';
import { contractDoc, type Doc, type OperationDoc, operationsOf } from '../../src/sandbox/dialect/openapi.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { standingClock, type TestClock } from '../kit/clock.ts';

export interface TestReply {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: contract checks and snapshots hold what a body is
  body: any;
}

export type Ask = (method: string, path: string, body?: unknown, token?: string | null) => Promise<TestReply>;

/** A small sandbox at a standing clock, closed when the test ends, with requests as an API user. */
export async function given(options: SandboxOptions = {}): Promise<{ sandbox: Sandbox; ask: Ask; clock: TestClock }> {
  const clock = standingClock();
  const sandbox = await createSandbox({ clock, size: 'small', ...options });
  onTestFinished(() => sandbox.close());
  return { sandbox, ask: asker(sandbox, `${options.variant ?? 'saturn'}-gateway-token`), clock };
}

export function asker(sandbox: Sandbox, fixedToken: string, scheme = 'bearer'): Ask {
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

/** The differences of a reply from the document, in ajv's words; empty when there is none. */
export function createContractCheck(
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

/** OpenAPI 3.0's `nullable` as JSON Schema's second type. */
function withNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withNulls);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withNulls(part)]));
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : 'nullable' in value ? { ...rest, nullable } : rest;
}
