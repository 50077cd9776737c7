import type { LooseFault } from '../faults.ts';
import { isAbsent, listOf, type Section } from './written.ts';

/** Lines of a dialect that take the effect of one another. */
export function contradictions(dialect: Section, path: readonly PropertyKey[]): LooseFault[] {
  const faults: LooseFault[] = [];
  const fault = (line: string, message: string) => faults.push({ path: [...path, line], message });
  const isMissing = (operation: string) => listOf(dialect.missing).includes(operation);

  if (!isAbsent(dialect.token) && !isAbsent(dialect.authScheme))
    fault('authScheme', 'has no effect beside token: that header bears the token without a scheme');
  if (dialect.login === 'form' && isMissing('auth.login')) fault('login', 'has no effect where auth.login is missing');
  return faults;
}
