import type { OperationId, TypeNode } from '../../contract/schemas.ts';
import { operations } from '../../contract/schemas.ts';
import { isRecord } from '../../lib/is-record.ts';
import { UNPROVEN } from '../../upstream/codec/amounts/unproven.ts';
import { objectOf, scalarIn } from '../match/contract-view.ts';

/** Fields, such as `Account.balance`, that are required and absent, or of another type than in the contract. */
export function violationsOf(operation: OperationId, answer: unknown): string[] {
  const violations = new Set<string>();
  const { answer: node } = operations[operation];
  const page =
    isRecord(answer) && Array.isArray(answer.items) && 'total' in answer && objectOf(node, [])?.node.fields.items;
  if (page) visit(page.type, answer.items, operation, violations);
  else visit(node, answer, operation, violations);
  return [...violations];
}

function visit(node: TypeNode, value: unknown, name: string, violations: Set<string>): void {
  if (value === null || value === undefined) return;
  if (typeof node === 'object' && 'list' in node) {
    if (!Array.isArray(value)) violations.add(name);
    else for (const item of value) visit(node.list, item, name, violations);
    return;
  }
  const whole = objectOf(node, []);
  if (!whole) {
    if (!isOfType(node, value)) violations.add(name);
    return;
  }
  if (!isRecord(value)) {
    violations.add(name);
    return;
  }
  const owner = typeof node === 'object' && 'ref' in node ? node.ref : name;
  for (const [property, field] of Object.entries(whole.node.fields)) {
    const inner = value[property];
    if (inner == null && field.required && !field.nullable) violations.add(`${owner}.${property}`);
    else visit(field.type, inner, `${owner}.${property}`, violations);
  }
}

function isOfType(node: TypeNode, value: unknown): boolean {
  switch (scalarIn(node)) {
    case 'integer':
      return typeof value === 'number' && Number.isSafeInteger(value);
    case 'money':
      // Its unit is told by a finding of its own.
      return value === UNPROVEN || typeof value === 'bigint' || Number.isInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'string':
    case 'date':
      return typeof value === 'string' || Number.isSafeInteger(value);
    default:
      return true;
  }
}
