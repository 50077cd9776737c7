import { endpoints } from '../../contract/endpoints.ts';
import {
  AMOUNTS,
  isOperation,
  LISTED,
  LISTS,
  OPERATIONS,
  PROPERTIES,
  parametersOf,
  placeholdersOf,
  RESOURCES,
} from '../../contract/names.ts';
import { didYouMean, type LooseFault } from '../faults.ts';
import { contradictions } from './contradictions.ts';
import { listOf, type Section, sectionOf } from './written.ts';

/** What a dialect names must be in the contract, and no line may take the effect of another. */
export function dialectFaults(dialect: Section, path: readonly PropertyKey[]): LooseFault[] {
  const faults: LooseFault[] = [];
  const unknownOperation = (id: string) => `the contract has no operation of this name${didYouMean(id, OPERATIONS)}`;

  for (const [id, target] of Object.entries(sectionOf(dialect.paths))) {
    const at = [...path, 'paths', id];
    if (!isOperation(id)) faults.push({ path: at, message: unknownOperation(id), atKey: true });
    else if (typeof target === 'string') {
      const wanted = placeholdersOf(id);
      const found = [...target.matchAll(/\{([^}]*)\}/g)].map((match) => match[1] ?? '');
      const same = found.length === wanted.length && wanted.every((name) => found.includes(name));
      const names = wanted.map((name) => `{${name}}`).join(' and ') || 'no placeholder';
      if (!same) faults.push({ path: at, message: `the path must hold ${names}` });
      if (endpoints[id].isValueMove && /^get\b/i.test(target))
        faults.push({ path: at, message: 'a GET must not move value: proxies may repeat it' });
    }
  }
  for (const [index, id] of listOf(dialect.missing).entries()) {
    if (typeof id !== 'string' || isOperation(id)) continue;
    const [operation, parameter] = splitLast(id);
    if (isOperation(operation) && parametersOf(operation).includes(parameter)) continue;
    faults.push({ path: [...path, 'missing', index], message: unknownOperation(id) });
  }
  for (const key of Object.keys(sectionOf(dialect.parameters))) {
    const [id, name] = splitLast(key);
    const at = [...path, 'parameters', key];
    if (!isOperation(id)) faults.push({ path: at, message: unknownOperation(id), atKey: true });
    else if (!parametersOf(id).includes(name)) {
      faults.push({
        path: at,
        message: `${id} has no such parameter${didYouMean(name, parametersOf(id))}`,
        atKey: true,
      });
    }
  }
  for (const list of ['names', 'values']) {
    for (const key of Object.keys(sectionOf(dialect[list]))) {
      const [resource, property] = splitLast(key);
      const hint = RESOURCES.includes(resource)
        ? PROPERTIES.includes(property)
          ? null
          : `the contract has no such property${didYouMean(property, PROPERTIES)}`
        : `must read Resource.property, such as Account.lastName${didYouMean(resource, RESOURCES)}`;
      if (hint !== null) faults.push({ path: [...path, list, key], message: hint, atKey: true });
    }
  }
  for (const [key, place] of Object.entries(sectionOf(dialect.names))) {
    if (typeof place !== 'string' || !place.startsWith('[') || LISTS.includes(splitLast(key)[1])) continue;
    faults.push({ path: [...path, 'names', key], message: `only a list has several names: ${LISTS.join(', ')}` });
  }
  for (const resource of Object.keys(sectionOf(dialect.leaveOut))) {
    if (LISTED.includes(resource)) continue;
    const message = `must be a resource with lists: ${LISTED.join(', ')}${didYouMean(resource, LISTED)}`;
    faults.push({ path: [...path, 'leaveOut', resource], message, atKey: true });
  }
  for (const key of Object.keys(sectionOf(dialect.money))) {
    if (AMOUNTS.includes(key) || key.startsWith('ReportTable.')) continue;
    const resources = AMOUNTS.filter((name) => !name.includes('.'));
    const hint = didYouMean(key, AMOUNTS) || `; those with amounts are ${resources.join(', ')}`;
    faults.push({
      path: [...path, 'money', key],
      message: `the contract has no amounts of this name${hint}`,
      atKey: true,
    });
  }
  return [...faults, ...contradictions(dialect, path)];
}

function splitLast(key: string): [string, string] {
  const dot = key.lastIndexOf('.');
  return dot < 0 ? [key, ''] : [key.slice(0, dot), key.slice(dot + 1)];
}
