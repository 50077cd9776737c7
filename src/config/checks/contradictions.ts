import { isLine, queryOf } from '../../contract/endpoints.ts';
import { isOperation, isPaged, parametersOf } from '../../contract/names.ts';
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
  const counts = !isAbsent(dialect.total) && dialect.total !== 'body';
  for (const [key, name] of Object.entries(sectionOf(dialect.names))) {
    if (counts && /Page\.total$/.test(key)) fault(['names', key], 'has no effect where the total is not in the body');
    if (dialect.login === 'form' && key.startsWith('Credentials.') && /[.[]/.test(String(name)))
      fault(['names', key], 'must be a name: a form has no paths and no lists');
  }
  const { offset, limit } = sectionOf(dialect.paging);
  if (offset !== undefined && offset === limit) fault(['paging', 'limit'], 'must differ from paging.offset');
  for (const key of Object.keys(sectionOf(dialect.names)))
    if (offset !== undefined && /\.(offset|limit)$/.test(key))
      fault(['names', key], 'has no effect beside paging, which names both');
  for (const [id, target] of Object.entries(sectionOf(dialect.paths))) {
    if (!isOperation(id) || typeof target !== 'string' || !isLine(target)) continue;
    const own = parametersOf(id).map((name) => sectionOf(dialect.parameters)[`${id}.${name}`]);
    const sent = [...parametersOf(id), ...own, ...(isPaged(id) ? [offset, limit] : [])];
    for (const [name] of queryOf(target))
      if (sent.includes(name)) fault(['paths', id], `${name} is a parameter of ${id}: it cannot stand in its path too`);
  }
  return faults;
}
