/**
 * Writes the operations of examples/operations, each with the data beside it, as a module of the gateway; with `file`, as the table
 * between its markers. A graphql-codegen plugin. Throws where a file lacks its data, or a name is not that of its file.
 */
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Kind } from 'graphql';
import { plugin as writeTable } from './options-plugin.mjs';

/** Folders, in the order in which they are offered. */
const FOLDERS = ['start', 'guest-app', 'booking', 'delivery', 'crm', 'analytics', 'staff'];
const KEYS = ['role', 'after', 'variables', 'tab', 'calls', 'bench'];

const HEAD = `// Written by \`npm run codegen\` from examples/operations.
import type { Role } from '../config/scopes.ts';

/** One operation of examples/operations: GraphiQL offers it, tests and benchmarks run it, docs show it. */
export interface KnownOperation {
  readonly name: string;
  readonly folder: string;
  /** The document, which begins with a comment that says what it is for. */
  readonly query: string;
  /** In words of the demo's restaurant. A text such as \`today-1\` stands for that calendar day. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Who may run it. \`guest\`: a guest token; \`stranger\`: nobody in particular. */
  readonly role: Role | 'guest' | 'stranger';
  /** Names of operations that must have run before. */
  readonly after: readonly string[];
  /** Its place among the tabs that GraphiQL opens with; null: only offered. */
  readonly tab: number | null;
  /** Upstream calls that it costs while no dictionary is cached. */
  readonly calls: Readonly<Record<string, number>>;
  /** The benchmark sends it so many times less often; null: not at all. */
  readonly bench: number | null;
}
`;

export function plugin(schema, documents, { file } = {}) {
  const operations = documents
    .map(read)
    .sort((a, b) => FOLDERS.indexOf(a.folder) - FOLDERS.indexOf(b.folder) || (a.name < b.name ? -1 : 1));
  if (file) return writeTable(schema, documents, { file, tables: { operations: tableOf(operations) } });
  return `${HEAD}
export const KNOWN_OPERATIONS: readonly KnownOperation[] = [
${operations.map(entry).join('\n')}
];
`;
}

function read({ location, document }) {
  const folder = basename(dirname(location));
  if (!FOLDERS.includes(folder)) throw new Error(`${location}: its folder must be one of ${FOLDERS.join(', ')}`);
  const [operation, ...others] = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const name = operation?.name?.value ?? '';
  const file = name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
  if (others.length > 0 || basename(location) !== `${file}.graphql`)
    throw new Error(`${location}: must hold one operation, named like its file`);
  const {
    role,
    after = [],
    variables,
    tab = null,
    calls,
    bench,
    ...unknown
  } = JSON.parse(readFileSync(location.replace(/graphql$/, 'json'), 'utf8'));
  if ([role, variables, calls, bench].includes(undefined) || Object.keys(unknown).length > 0)
    throw new Error(`${location}: its data must be ${KEYS.join(', ')}`);
  return { name, folder, file, query: readFileSync(location, 'utf8'), role, after, variables, tab, calls, bench };
}

function tableOf(operations) {
  const rows = operations.map(({ name, folder, file, role, calls, query }) => {
    const costs = Object.entries(calls).map(([operation, count]) => `${operation} ${count}`);
    const purpose = query.match(/^# (.*)$/m)?.[1] ?? '';
    return `| [${name}](${folder}/${file}.graphql) | \`${role}\` | ${purpose} | ${costs.join(', ') || 'none'} |`;
  });
  return `| Operation | Role | What it is for | Upstream calls |\n|---|---|---|---|\n${rows.join('\n')}`;
}

function entry({ query, file: _file, ...data }) {
  const text = query.replace(/[\\`]|\$(?=\{)/g, '\\$&');
  const lines = Object.entries(data).map(([key, value]) => `    ${key}: ${JSON.stringify(value)},`);
  return `  {\n${lines.join('\n')}\n    query: \`${text}\`,\n  },`;
}
