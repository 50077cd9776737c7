import { KNOWN_OPERATIONS, type KnownOperation } from '../../src/domain/known-operations.ts';

/** The known operation of this name. */
export function operationNamed(name: string): KnownOperation {
  const found = KNOWN_OPERATIONS.find((operation) => operation.name === name);
  if (!found) throw new Error(`no operation ${name}`);
  return found;
}

/** An operation and those that must have run before it, in their order. */
export function withThoseBefore(operation: KnownOperation): readonly KnownOperation[] {
  return [...operation.after.flatMap((name) => withThoseBefore(operationNamed(name))), operation];
}

/** The variables with calendar days in place of `today` and `today-1`. GraphiQL's page does the same. */
export function variablesOn(now: number, { variables }: Pick<KnownOperation, 'variables'>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(variables), (_key, value: unknown) => {
    const [whole, days = '0'] = (typeof value === 'string' && /^today(-\d+)?$/.exec(value)) || [];
    return whole ? new Date(now + Number(days) * 86_400_000).toISOString().slice(0, 10) : value;
  });
}
