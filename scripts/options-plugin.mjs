/** Replaces what stands in `file` between the markers of `name` by `table`. A graphql-codegen plugin. */
import { readFile } from 'node:fs/promises';

export async function plugin(_schema, _documents, { file, name, table }) {
  const place = new RegExp(`(<!-- ${name}: written by \`npm run codegen\` -->\\n)[\\s\\S]*?(<!-- end of ${name} -->)`);
  const text = await readFile(file, 'utf8');
  if (!place.test(text)) throw new Error(`${file} has no markers of ${name}`);
  return text.replace(place, (_whole, start, end) => `${start}\n${table}\n${end}`);
}
