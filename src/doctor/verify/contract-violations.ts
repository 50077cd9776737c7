import type { OperationId, TypeNode } from '../../contract/schemas.ts';
import { operations } from '../../contract/schemas.ts';
import { isJson } from '../document/schema-reader.ts';
import { objectOf, scalarIn } from '../match/contract-view.ts';

/** Names of fields, such as `Account.balance`, that are required and absent, or of another type than the contract says. */
export function faultsOf(operation: OperationId, answer: unknown): string[] {
  const faults = new Set<string>();
  const { answer: node } = operations[operation];
  const page =
    isJson(answer) && Array.isArray(answer.items) && 'total' in answer && objectOf(node, [])?.node.fields.items;
  if (page) look(page.type, answer.items, operation, faults);
  else look(node, answer, operation, faults);
  return [...faults];
}

function look(node: TypeNode, value: unknown, name: string, faults: Set<string>): void {
  if (value === null || value === undefined) return;
  if (typeof node === 'object' && 'list' in node) {
    if (!Array.isArray(value)) faults.add(name);
    else for (const item of value) look(node.list, item, name, faults);
    return;
  }
  const whole = objectOf(node, []);
  if (!whole) {
    if (!isOfType(node, value)) faults.add(name);
    return;
  }
  if (!isJson(value)) {
    faults.add(name);
    return;
  }
  const owner = typeof node === 'object' && 'ref' in node ? node.ref : name;
  for (const [property, field] of Object.entries(whole.node.fields)) {
    const inner = value[property];
    if (inner == null && field.required && !field.nullable) faults.add(`${owner}.${property}`);
    else look(field.type, inner, `${owner}.${property}`, faults);
  }
}

function isOfType(node: TypeNode, value: unknown): boolean {
  switch (scalarIn(node)) {
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value);
    case 'money':
      return typeof value === 'bigint' || Number.isInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'string':
    case 'date':
      return typeof value === 'string' || Number.isSafeInteger(value);
    default:
      return true;
  }
}
