import * as z from 'zod';
import { isRecord } from '../lib/is-record.ts';
import { formatPath } from './faults.ts';

type Schema = z.core.JSONSchema.BaseSchema;
type Keys = readonly string[];

/** One option of the file, or a section that has a description, as the shape declares it. */
export interface Option {
  /** Keys from the root; `[]` stands for every entry of a list. */
  readonly keys: Keys;
  readonly isSection: boolean;
  readonly description: string;
  /** The default; undefined or null where there is none. */
  readonly fallback: unknown;
  readonly isRequired: boolean;
  /** Where the shape declares `withoutEffect`: this option, or the outermost section around it. Null where it does not. */
  readonly idleFrom: Keys | null;
}

type Context = Pick<Option, 'keys' | 'fallback' | 'isRequired' | 'idleFrom'>;

/** Every option of a shape, in the order of the file. */
export function listOptions(shape: z.ZodType): Option[] {
  const context: Context = { keys: [], fallback: undefined, isRequired: false, idleFrom: null };
  return optionsOf(z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }), context);
}

function optionsOf(node: Schema, { keys, isRequired, ...context }: Context): Option[] {
  const { description = '', default: fallback = context.fallback } = node;
  const idleFrom = context.idleFrom ?? (node.withoutEffect === true ? keys : null);
  const found = new Map<string, Option>();
  for (const { properties = {}, required = [], items } of [node, ...schemasIn(node.anyOf), ...schemasIn(node.oneOf)]) {
    // A list of sections has options; a list of texts is one.
    const entries = schemasIn([items]).filter((entry) => entry.properties);
    for (const [key, child] of [...Object.entries(properties), ...entries.map((entry) => ['[]', entry] as const)]) {
      const inner = { keys: [...keys, key], isRequired: required.includes(key), idleFrom };
      const inherited = isRecord(fallback) ? fallback[key] : undefined;
      for (const option of schemasIn([child]).flatMap((one) => optionsOf(one, { ...inner, fallback: inherited }))) {
        const path = option.keys.join('.');
        if (!found.has(path)) found.set(path, option);
      }
    }
  }
  const isSection = found.size > 0;
  const own = { keys, isSection, description, fallback, isRequired, idleFrom };
  return [...(isSection && description === '' ? [] : [own]), ...found.values()];
}

function schemasIn(list: unknown): Schema[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** Paths in a written file of the options and sections that have no effect yet. */
export function writtenWithoutEffect(shape: z.ZodType, written: unknown): string[] {
  const idle = listOptions(shape).filter(({ keys, idleFrom }) => idleFrom === keys);
  return idle.flatMap(({ keys }) => pathsIn(written, keys, [])).map(formatPath);
}

function pathsIn(written: unknown, [key, ...rest]: Keys, path: readonly PropertyKey[]): PropertyKey[][] {
  if (written === undefined || written === null) return [];
  if (key === undefined) return [[...path]];
  if (key !== '[]') return isRecord(written) ? pathsIn(written[key], rest, [...path, key]) : [];
  return Array.isArray(written) ? written.flatMap((entry, index) => pathsIn(entry, rest, [...path, index])) : [];
}

/** The documentation of every option, as a Markdown table. */
export function optionsTable(shape: z.ZodType): string {
  const rows = listOptions(shape).map(({ keys, isSection, description, fallback, isRequired, idleFrom }) => {
    const value = fallback === undefined || fallback === null ? (isRequired ? 'required' : '') : code(fallback);
    const note = idleFrom === null ? '' : '. No effect yet';
    return `| \`${keys.join('.').replaceAll('.[]', '[]')}\` | ${isSection ? '' : value} | ${description}${note} |`;
  });
  return ['| Option | Default | What it sets |', '|---|---|---|', ...rows, ''].join('\n');
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}
