import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { contractDoc, type Doc, type OperationDoc, operationsOf } from '../../src/sandbox/dialect/openapi.ts';

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
