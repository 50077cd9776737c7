/** Replaces what stands in `file` between the markers of each name by its table. A graphql-codegen plugin. */
import { readFile } from 'node:fs/promises';

export async function plugin(_schema, _documents, { file, tables }) {
  let text = await readFile(file, 'utf8');
  for (const [name, table] of Object.entries(tables)) {
    const place = new RegExp(
      `(<!-- ${name}: written by \`npm run codegen\` -->\\n)[\\s\\S]*?(<!-- end of ${name} -->)`,
    );
    if (!place.test(text)) throw new Error(`${file} has no markers of ${name}`);
    text = text.replace(place, (_whole, start, end) => `${start}\n${table}\n${end}`);
  }
  return text;
}
