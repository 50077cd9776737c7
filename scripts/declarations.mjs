/**
 * Types of the package's faces, beside their scripts in dist: a declaration for each file that the types of a face lead to.
 * A face must lead to no other package, so that its types are whole wherever it is installed.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { exports: faces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const entries = Object.values(faces)
  .flatMap(({ types }) => types ?? [])
  .map((path) => resolve(root, path.replace(/^\.\/dist\//, 'src/').replace(/\.d\.ts$/, '.ts')));

const { options } = ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.build.json'), {}, ts.sys);
const program = ts.createProgram(entries, {
  ...options,
  declaration: true,
  emitDeclarationOnly: true,
  sourceMap: false,
});

const waiting = [...entries];
const written = new Set();
while (waiting.length > 0) {
  const source = waiting.pop();
  if (written.has(source)) continue;
  written.add(source);
  const text = declaration(source);
  const target = join(root, 'dist', relative(join(root, 'src'), source)).replace(/\.ts$/, '.d.ts');
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text.replace(/(from |import\()(["']\.[^"']*)\.ts(["'])/g, '$1$2.js$3'));
  for (const { fileName } of ts.preProcessFile(text).importedFiles) {
    if (fileName.startsWith('.')) waiting.push(resolve(dirname(source), fileName));
    else if (!fileName.startsWith('node:'))
      throw new Error(`${relative(root, source)} leads to the types of ${fileName}`);
  }
}
console.error(`${written.size} declarations`);

/** Of one file; throws where its types cannot be said. */
function declaration(source) {
  let text;
  const { diagnostics } = program.emit(
    program.getSourceFile(source),
    (_, content) => (text = content),
    undefined,
    true,
  );
  const [first] = diagnostics;
  if (first) throw new Error(ts.flattenDiagnosticMessageText(first.messageText, '\n'));
  if (text === undefined) throw new Error(`no declaration of ${relative(root, source)}`);
  return text;
}
