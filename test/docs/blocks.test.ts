import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  buildSchema,
  isScalarType,
  isSpecifiedScalarType,
  parse as parseDocument,
  specifiedRules,
  validate,
} from 'graphql';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadConfig, loadDialect } from '../../src/config/load.ts';
import { type Block, blocksOf, ENGLISH } from './pages.ts';
import { faultsOfShell } from './shell.ts';

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
const SCALARS = Object.values(schema.getTypeMap())
  .filter((type) => isScalarType(type) && !isSpecifiedScalarType(type))
  .map(({ name }) => name)
  .sort();
const EXAMPLES = readdirSync('examples', { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.m?[jt]s$/.test(name))
  .map((name) => readFileSync(`examples/${name}`, 'utf8'));

const RULES = specifiedRules.filter(
  ({ name }) => !/^(KnownDirectives|NoUnusedFragments|NoUndefinedVariables)Rule$/.test(name),
);

/** Pages whose blocks of these languages another test runs. */
const ELSEWHERE: Record<string, RegExp> = {
  text: /^docs\/your-server\.md$/,
  js: /^docs\/adapter\.md$/,
};
/** Set-up of clients, whose packages are not installed here. */
const CLIENTS = 'docs/typed-clients.md';

/** What is wrong with a block, by its language. */
const CHECKS: Record<string, (block: Block) => string[]> = {
  // test/docs/executed.test.ts runs these.
  graphql: () => [],
  json: jsonFaults,
  sh: ({ text }) => faultsOfShell(text),
  yaml: yamlFaults,
  ts: ({ page, text }) =>
    page === CLIENTS ? [...syntaxFaults(text), ...scalarFaults(text), ...documentFaults(text)] : excerptFaults(text),
  js: ({ page, text }) => (page === CLIENTS ? syntaxFaults(text) : []),
  text: () => [],
};

test.each(ENGLISH)('every block of %s is of a language that is checked, and right', (page) => {
  const faults: string[] = [];
  for (const block of blocksOf(page)) {
    const { language, text } = block;
    const isElsewhere = ELSEWHERE[language]?.test(page) ?? true;
    const check = CHECKS[language];
    if (!check) faults.push(`${language}: no check for this language\n${text}`);
    else if (!isElsewhere && page !== CLIENTS) faults.push(`${language}: no test runs it\n${text}`);
    else faults.push(...check(block).map((fault) => `${language}: ${fault}\n${text}`));
  }
  expect(faults).toEqual([]);
});

test.each(ENGLISH)('on %s each request has an answer', (page) => {
  const kinds = blocksOf(page).map(({ language, words }) => {
    if (language === 'graphql') return 'request ';
    return language !== 'json'
      ? ''
      : words === 'variables'
        ? 'variables '
        : words.startsWith('answer')
          ? 'answer '
          : '';
  });
  expect(kinds.join('')).toMatch(/^(request ((variables )?answer )+)*$/);
});

/** Variables and answers are executed; `json log` is a line of the log, and any other word names the file that holds the block. */
function jsonFaults({ words, text }: Block): string[] {
  if (words === '') return ['of no kind'];
  if (/^(variables|answer)/.test(words)) return [];
  if (words === 'log') return Object.keys(JSON.parse(text)).includes('msg') ? [] : ['no line of the log'];
  JSON.parse(text);
  return scalarFaults(text);
}

/** A whole file, a part of one, or a dialect. `…` stands for the hash of a key. */
function yamlFaults({ text }: Block): string[] {
  const value = parse(text.replaceAll('…', '0'.repeat(64)));
  const isDialect = !('tenants' in value || 'apiKeys' in value || 'guestTokens' in value);
  if (isDialect) {
    const result = loadDialect(text);
    return 'faults' in result ? result.faults.map(({ message }) => message) : [];
  }
  const credentials = { login: 'gateway', password: 'gateway' };
  const tenant = {
    slug: 'saturn',
    name: 'S',
    baseUrl: 'https://s.example/api',
    timeZone: 'Europe/Moscow',
    credentials,
  };
  const secret = 'a secret of the tests, 32 bytes long';
  const env = Object.fromEntries([...text.matchAll(/env: (\w+)/g)].map(([, name]) => [name, secret]));
  const result = loadConfig({ path: 'page', text: stringify({ tenants: [tenant], ...value }), env });
  return 'faults' in result ? result.faults.map(({ path, message }) => `${path} ${message}`) : [];
}

/** Types and behaviour of examples are tested where they stand. */
function excerptFaults(text: string): string[] {
  return EXAMPLES.some((example) => example.includes(text)) ? [] : ['stands in no file of examples'];
}

function syntaxFaults(text: string): string[] {
  const { diagnostics = [] } = ts.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  return diagnostics.map(({ messageText }) => String(messageText));
}

/** Documents inside of code: of this schema, but for the directives of Relay. */
function documentFaults(text: string): string[] {
  const documents = [...text.matchAll(/graphql(?:\(`|`)([^`]+)`/g)].map(([, document = '']) => parseDocument(document));
  return documents.flatMap((document) => validate(schema, document, RULES)).map(({ message }) => message);
}

/** Where some scalars are named, all of the schema are. */
function scalarFaults(text: string): string[] {
  const named = SCALARS.filter((name) => new RegExp(`^ *"?${name}"?: `, 'm').test(text));
  return named.length === 0 || named.length === SCALARS.length ? [] : [`names ${named}, not ${SCALARS}`];
}

test('the types that the page has written for Apollo Client are those of the schema', () => {
  const [script] = blocksOf(CLIENTS).filter(({ language }) => language === 'js');
  const folder = mkdtempSync(join(tmpdir(), 'clients-'));
  try {
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    copyFileSync('schema/schema.graphql', join(folder, 'schema.graphql'));
    execFileSync(process.execPath, ['--input-type=module', '-e', script?.text ?? ''], { cwd: folder });
    const [, written = ''] =
      /possibleTypes = ([\s\S]*);\n$/.exec(readFileSync(join(folder, 'possible-types.ts'), 'utf8')) ?? [];
    expect(JSON.parse(written)).toMatchObject({
      Discount: ['Ladder', 'PosDiscount'],
      SessionLoginResult: ['InvalidCredentialsError', 'SessionLoginPayload'],
    });
    expect(JSON.parse(written).UserError).toContain('InsufficientBalanceError');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what is wrong in a block is found', () => {
  expect(faultsOfShell('npm run -s gateway -- doktor')).toEqual(['no command doktor']);
  expect(faultsOfShell('npm run -s gateway -- keys creat --rol x')).toEqual(['keys: no --rol', 'keys: no creat']);
  expect(faultsOfShell('npm start -- --confg x && rm -rf data')).toEqual(['demo: no --confg', expect.any(String)]);
  expect(faultsOfShell(`curl http://127.0.0.1:4000/graphql -d '{"query":"{ nobody }"}'`)).toHaveLength(1);
  expect(syntaxFaults('const = 1')).not.toEqual([]);
  expect(scalarFaults("  Decimal: 'string',")).toHaveLength(1);
  expect(excerptFaults('const nobody = 1;')).toHaveLength(1);
  expect(documentFaults('graphql(`{ nobody }`)')).toHaveLength(1);
  const page = 'a.md';
  expect(yamlFaults({ page, language: 'yaml', words: '', text: 'moneyUnit: dollars' })).toHaveLength(1);
  expect(yamlFaults({ page, language: 'yaml', words: '', text: 'apiKeys: [ { id: a } ]' })).not.toEqual([]);
});
