import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const FOLDERS = ['src', 'docs', 'deploy', 'test', 'scripts', 'schema', 'bench', 'examples', '.vscode'];
const files = [
  ...readdirSync('.').filter((name) => !FOLDERS.includes(name)),
  ...FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  ),
];
const ALL = `/${files.join('\n/')}`;
const DOCS = files.filter((path) =>
  /^(ARCHITECTURE|CONTRIBUTING|README(\.ru)?|SECURITY)\.md$|^docs\/.*\.md$|^src\/.*README\.md$/.test(path),
);

/** Names of what is no file of this tree. */
const ELSEWHERE =
  /coupon|<file>|^(utils\.ts|ipaddr\.js|gateway\.yaml|graphql-env\.d\.ts|possible-types\.ts|src\/(balance|redeem)\.ts|probonus-gateway\/schema\.graphql|\/schema\.graphql|(dist|node_modules)\/.*)$/i;

/** Files that a text names, by their end, and that are not there. `<concept>`, `*` and `…` stand for any name. */
function missing(text: string): string[] {
  const named = [...text.matchAll(/`([^`\n]+)`/g)]
    .flatMap(([, span = '']) => span.split(/[\s,'(){}]+/))
    .filter((name) => /^[\w.<>*…/-]+\.(ts|mjs|js|md|yaml|graphql|txt|css)$/.test(name) && !ELSEWHERE.test(name));
  return [...new Set(named)].filter((name) => {
    const parts = name.replace(/^(\.{1,2}\/)+/, '').split(/<[^>]+>|\*+|…/);
    const pattern = parts.map((part) => part.replace(/\W/g, '\\$&')).join('[^/\\n]*');
    return !new RegExp(`/${pattern}$`, 'm').test(ALL);
  });
}

test.each(DOCS)('every file that %s names is there', (path) => {
  expect(missing(readFileSync(path, 'utf8'))).toEqual([]);
});

test('a file that is not there is found, however it is named', () => {
  expect(
    missing(
      '`config/shape.ts`, `shape.ts` or `cross-shape.ts`; see `src/domain/<concept>/type.ts` and `mutations*.ts`',
    ),
  ).toEqual(['cross-shape.ts']);
  expect(missing('`src/graph/shape.ts`, `src/<concept>/nobody.ts` and `gone*.mjs`')).toEqual([
    'src/graph/shape.ts',
    'src/<concept>/nobody.ts',
    'gone*.mjs',
  ]);
});
