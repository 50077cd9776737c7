import { defineConfig, type Plugin } from 'vite';

/** Puts what relay-compiler wrote in the place of each document, as Relay's plugin of Babel does. */
const relay: Plugin = {
  name: 'relay-artifacts',
  enforce: 'pre',
  transform(code, id) {
    if (!/\.tsx?$/.test(id) || !code.includes('graphql`')) return null;
    const names: string[] = [];
    const replaced = code.replace(/graphql`\s*(?:query|mutation|fragment) (\w+)[^`]*`/g, (_, name: string) => {
      names.push(name);
      return `artifact${name}`;
    });
    const imports = names.map((name) => `import artifact${name} from './__generated__/${name}.graphql.ts';\n`);
    return { code: imports.join('') + replaced, map: null };
  },
};

export default defineConfig({ plugins: [relay] });
