/** Replaces what stands in README.md between the markers of the configuration table by `config.table`. A graphql-codegen plugin. */
import { readFile } from 'node:fs/promises';

const PLACE = /(<!-- configuration: written by `npm run codegen` -->\n)[\s\S]*?(<!-- end of configuration -->)/;

export async function plugin(_schema, _documents, { table }) {
  const text = await readFile('README.md', 'utf8');
  if (!PLACE.test(text)) throw new Error('README.md has no markers for the configuration table');
  return text.replace(PLACE, (_whole, start, end) => `${start}\n${table}\n${end}`);
}
