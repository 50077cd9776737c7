import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
// @ts-expect-error a script without types
import { plugin } from '../../scripts/contract-plugin.mjs';
import { endpoints } from '../../src/contract/endpoints.ts';
import { type OperationId, operations, schemas } from '../../src/contract/schemas.ts';

interface Operation {
  operationId: OperationId;
  responses: Record<string, { content: Record<string, { schema: { $ref?: string; type?: string } }> }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
}
const document: Document = parse(readFileSync('schema/probonus.openapi.yaml', 'utf8'));

const documented = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => method !== 'parameters')
    .map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
);

test('the endpoints are the contract, line by line', () => {
  const lines = documented.map(({ operationId, method, path, responses }) => [
    operationId,
    method,
    path,
    '404' in responses,
  ]);
  const table = Object.entries(endpoints).map(([id, line]) => [id, line.method, line.path, line.missingRow]);
  expect(table.sort()).toEqual(lines.sort());
});

test('each operation answers with the schema that the contract names, in its envelope', () => {
  for (const { operationId, responses } of documented) {
    const { schema } = responses['200']?.content['application/json'] ?? {};
    const name = schema?.$ref?.split('/').at(-1);
    const { answer } = operations[operationId];
    expect([operationId, typeof answer === 'object' && 'ref' in answer ? answer.ref : undefined]).toEqual([
      operationId,
      name,
    ]);
    const envelope = schema?.type === 'array' ? 'list' : name?.endsWith('Page') ? 'page' : 'object';
    expect([operationId, endpoints[operationId].envelope]).toEqual([operationId, envelope]);
  }
});

test('what is not a GET is a write or a login, and exactly four operations move value', () => {
  const moves = Object.entries(endpoints).filter(([, line]) => line.isValueMove);
  expect(moves.map(([id]) => id).sort()).toEqual([
    'operations.deposit',
    'operations.groupDeposit',
    'operations.groupWithdraw',
    'operations.withdraw',
  ]);
  for (const line of Object.values(endpoints)) expect(line.class === 'read').toBe(line.method === 'GET');
});

test('amounts are money everywhere, in inputs too', () => {
  const deposit = schemas.DepositInput;
  expect(typeof deposit === 'object' && 'fields' in deposit && deposit.fields.amount?.type).toBe('money');
  const account = schemas.Account;
  expect(typeof account === 'object' && 'fields' in account && account.fields.creditLimit?.type).toBe('money');
});

test.each(['types', 'schemas'])('%s.ts is what the plugin writes', async (file) => {
  const written = readFileSync(`src/contract/${file}.ts`, 'utf8');
  expect(await plugin(null, [], { file })).toBe(written);
});
