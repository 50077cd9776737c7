import { isLine, queryOf } from '../../contract/endpoints.ts';
import { isOperation, parametersOf } from '../../contract/names.ts';
import type { LooseFault } from '../faults.ts';
import { isAbsent, listOf, type Section, sectionOf } from './written.ts';

/** Lines of a dialect that take the effect of one another. */
export function contradictions(dialect: Section, path: readonly PropertyKey[]): LooseFault[] {
  const faults: LooseFault[] = [];
  const fault = (line: readonly string[], message: string) => faults.push({ path: [...path, ...line], message });
  const isMissing = (operation: string) => listOf(dialect.missing).includes(operation);

  if (!isAbsent(dialect.token) && !isAbsent(dialect.authScheme))
    fault(['authScheme'], 'has no effect beside token: that header bears the token without a scheme');
  if (dialect.login === 'form' && isMissing('auth.login'))
    fault(['login'], 'has no effect where auth.login is missing');
  const { offset, limit } = sectionOf(dialect.paging);
  if (offset !== undefined && offset === limit) fault(['paging', 'limit'], 'must differ from paging.offset');
  for (const key of Object.keys(sectionOf(dialect.names)))
    if (offset !== undefined && /\.(offset|limit)$/.test(key))
      fault(['names', key], 'has no effect beside paging, which names both');
  for (const [id, target] of Object.entries(sectionOf(dialect.paths))) {
    if (!isOperation(id) || typeof target !== 'string' || !isLine(target)) continue;
    const sent = parametersOf(id).flatMap((name) => [name, sectionOf(dialect.parameters)[`${id}.${name}`] ?? name]);
    for (const [name] of queryOf(target))
      if (sent.includes(name)) fault(['paths', id], `${name} is a parameter of ${id}: it cannot stand in its path too`);
  }
  return faults;
}
