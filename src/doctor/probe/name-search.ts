import type { DialectConfig } from '../../config/dialect.ts';
import type { OperationId } from '../../contract/schemas.ts';
import { toSnake } from '../../upstream/codec/dialect.ts';
import { namesToTry } from '../match/synonyms.ts';
import type { Prober } from './prober.ts';

export interface NameSearchOptions {
  readonly dialect: DialectConfig;
  /** Creates a prober of another dialect. */
  readonly proberOf: (dialect: DialectConfig) => Prober;
  /** Whether a document names the parameters, so that other names need no trial. */
  readonly isDocumented: boolean;
}

/** Finds by trying what a server calls a parameter. */
export interface NameSearch {
  /** Names that were found, where they differ. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether a parameter works by the name of the dialect, or by another one, which is kept. */
  find(operation: OperationId, parameter: string, test: Test): Promise<boolean>;
}

/** The dialect has the name that is tried, so that a test may change other lines of it. */
type Test = (prober: Prober, dialect: DialectConfig) => Promise<boolean>;

export function createNameSearch({ dialect, proberOf, isDocumented }: NameSearchOptions): NameSearch {
  const parameters: Record<string, string> = {};
  return {
    parameters,
    async find(operation, parameter, test) {
      const key = `${operation}.${parameter}`;
      for (const name of [null, ...(isDocumented ? [] : candidatesOf(parameter, dialect))]) {
        const changed = { ...dialect.parameters, ...parameters, ...(name === null ? {} : { [key]: name }) };
        const named = { ...dialect, parameters: changed };
        if (!(await test(proberOf(named), named))) continue;
        if (name !== null) parameters[key] = name;
        return true;
      }
      return false;
    },
  };
}

const MOST = 12;

/** Names to try, in the case of the server. */
function candidatesOf(parameter: string, { keyCase, names }: DialectConfig): string[] {
  const isPascal = Object.values(names).some((name) => /^[A-Z]/.test(name));
  const cases = (name: string) => {
    if (keyCase === 'snake') return [toSnake(name)];
    return isPascal ? [pascal(name), name] : [name, toSnake(name)];
  };
  return [...new Set(namesToTry(parameter).flatMap(cases))].slice(0, MOST);
}

const pascal = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1);
