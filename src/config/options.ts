import * as z from 'zod';
import { isRecord } from '../lib/is-record.ts';

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
}

type Context = Pick<Option, 'keys' | 'fallback' | 'isRequired'>;

/** Every option of a shape, in the order of the file. */
export function listOptions(shape: z.ZodType): Option[] {
  const context: Context = { keys: [], fallback: undefined, isRequired: false };
  return optionsOf(z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }), context);
}

function optionsOf(node: Schema, { keys, isRequired, ...context }: Context): Option[] {
  const { description = '', default: fallback = context.fallback } = node;
  const found = new Map<string, Option>();
  for (const { properties = {}, required = [], items } of [node, ...schemasIn(node.anyOf), ...schemasIn(node.oneOf)]) {
    // A list of sections has options; a list of texts is one.
    const entries = schemasIn([items]).filter((entry) => entry.properties);
    for (const [key, child] of [...Object.entries(properties), ...entries.map((entry) => ['[]', entry] as const)]) {
      const inner = { keys: [...keys, key], isRequired: required.includes(key) };
      const inherited = isRecord(fallback) ? fallback[key] : undefined;
      for (const option of schemasIn([child]).flatMap((one) => optionsOf(one, { ...inner, fallback: inherited }))) {
        const path = option.keys.join('.');
        if (!found.has(path)) found.set(path, option);
      }
    }
  }
  const isSection = found.size > 0;
  const own = { keys, isSection, description, fallback, isRequired };
  return [...(isSection && description === '' ? [] : [own]), ...found.values()];
}

function schemasIn(list: unknown): Schema[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

/** The documentation of every option, as a Markdown table. */
export function optionsTable(shape: z.ZodType): string {
  const rows = listOptions(shape).map(({ keys, isSection, description, fallback, isRequired }) => {
    const value = fallback === undefined || fallback === null ? (isRequired ? 'required' : '') : code(fallback);
    return `| \`${keys.join('.').replaceAll('.[]', '[]')}\` | ${isSection ? '' : value} | ${description} |`;
  });
  return ['| Option | Default | What it sets |', '|---|---|---|', ...rows, ''].join('\n');
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}
