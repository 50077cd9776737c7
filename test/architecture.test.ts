import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const FLOORS = [
  'lib',
  'contract',
  'config',
  'upstream',
  'doctor',
  'tenants',
  'intents',
  'graph',
  'domain',
  'server',
  'conform',
  'commands',
  'top',
];
const GENERATED = ['contract/types.ts', 'contract/schemas.ts', 'domain/known-operations.ts'];
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => {
    const text = readFileSync(join('src', path), 'utf8');
    const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
    const imports = [...code.matchAll(/(?:\bfrom|\bimport\(?)\s*'([^']+)'/g)].map(([, name = '']) =>
      name.startsWith('.') ? join(dirname(path), name) : name,
    );
    return { path, text, code, imports, local: imports.filter((name) => name.endsWith('.ts')) };
  });
const floorOf = (path: string) => (path.includes('/') ? (path.split('/')[0] ?? '') : 'top');
const conceptOf = (path: string) => /^domain\/([^/]+)\//.exec(path)?.[1];

/** `file: what it must not hold`, for each source that breaks the rule. */
function broken(rule: (source: (typeof sources)[number]) => readonly string[]): string[] {
  return sources.flatMap((source) => rule(source).map((found) => `${source.path}: ${found}`));
}

/** The rule that a pattern stands only in some files. */
const only = (pattern: RegExp, allowed: RegExp) =>
  broken(({ path, code }) => (allowed.test(path) ? [] : [...code.matchAll(pattern)].map(([found]) => found)));

test('there is something to hold the rules against', () => {
  expect(sources.length).toBeGreaterThan(20);
  expect(sources.flatMap(({ local }) => local).length).toBeGreaterThan(50);
});

test('each floor imports only floors to its left', () => {
  const may = (from: string, path: string) => {
    const [here, there] = [floorOf(from), floorOf(path)];
    if (here === there) return true;
    if (here === 'sandbox') return there === 'lib' || there === 'contract';
    if (there === 'sandbox') return here === 'commands' || from === 'testing.ts';
    return FLOORS.includes(here) && FLOORS.includes(there) && FLOORS.indexOf(there) < FLOORS.indexOf(here);
  };
  expect(broken(({ path, local }) => local.filter((name) => !may(path, name)))).toEqual([]);
});

test('no two files import each other, directly or in a circle', () => {
  const importsOf = new Map(sources.map(({ path, local }) => [path, local]));
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) circles.push([...trail.slice(at), path].join(' → '));
    if (at >= 0 || done.has(path)) return;
    for (const next of importsOf.get(path) ?? []) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of sources) walk(path, []);
  expect(circles).toEqual([]);
});

test('of a concept others import its face alone: type, model and loaders', () => {
  // An account is the row under Guest and Card, not a concept of the graph: its files serve both.
  const open = /\/(type|model|loaders)\.ts$|^domain\/account\//;
  const foreign = (from: string, path: string) =>
    conceptOf(path) !== undefined && conceptOf(path) !== conceptOf(from) && !open.test(path);
  const concepts = (path: string) => path.startsWith('domain/') && path !== 'domain/schema.ts';
  expect(broken(({ path, local }) => (concepts(path) ? local.filter((name) => foreign(path, name)) : []))).toEqual([]);
});

test('the server imports nothing of the domain: main.ts hands it the schema and the known operations', () => {
  const ofDomain = (name: string) => name.startsWith('domain/');
  expect(broken(({ path, local }) => (path.startsWith('server/') ? local.filter(ofDomain) : []))).toEqual([]);
});

test('root fields stand in queries.ts, mutations in mutations*.ts, and domain holds no loose files', () => {
  // The ground declares `node` and `nodes`, and defines mutations for the concepts.
  const ground = ['graph/ids/node.ts', 'graph/mutation/mutation.ts'];
  const outside = (pattern: RegExp, file: RegExp) =>
    broken(({ path, code }) =>
      file.test(path) || ground.includes(path) ? [] : [...code.matchAll(pattern)].map(([found]) => found),
    );
  expect(outside(/builder\.queryFields?\(/g, /^domain\/[^/]+\/queries\.ts$/)).toEqual([]);
  expect(outside(/(?:defineMutation|builder\.mutationFields?)\(/g, /^domain\/[^/]+\/mutations[^/]*\.ts$/)).toEqual([]);
  const loose = sources.map(({ path }) => path).filter((path) => /^domain\/[^/]+\.ts$/.test(path));
  expect(loose).toEqual(['domain/known-operations.ts', 'domain/schema.ts']);
});

test('domain/schema.ts reaches every file of the concepts, so that nothing is written and then not served', () => {
  const importsOf = new Map(sources.map(({ path, local }) => [path, local]));
  const reached = new Set<string>();
  const walk = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const next of importsOf.get(path) ?? []) walk(next);
  };
  walk('domain/schema.ts');
  const unserved = sources.map(({ path }) => path).filter((path) => conceptOf(path) && !reached.has(path));
  expect(unserved).toEqual([]);
});

test('graph names no type, error code or dictionary of a concept', () => {
  const inDomain = (pattern: RegExp) =>
    sources
      .filter(({ path }) => conceptOf(path))
      .flatMap(({ code }) => [...code.matchAll(pattern)].map(([, name = '']) => name));
  const names = [
    ...inDomain(/(?:declareUserError|defineDictionary|registerIdType|registerNode)\(\s*'([^']+)'/g),
    ...inDomain(/objectRef<[^>]+>\('([^']+)'/g),
  ];
  expect(names.length).toBeGreaterThan(50);
  const graph = (path: string) => path.startsWith('graph/');
  expect(broken(({ path, code }) => (graph(path) ? names.filter((name) => code.includes(`'${name}'`)) : []))).toEqual(
    [],
  );
});

test('upstream knows no GraphQL, and a model neither GraphQL nor the client', () => {
  const graphql = (name: string) => /^(graphql|@graphql|@pothos|dataloader)/.test(name);
  expect(broken(({ path, imports }) => (path.startsWith('upstream/') ? imports.filter(graphql) : []))).toEqual([]);
  const wired = (name: string) => graphql(name) || name === 'undici' || name.startsWith('upstream/client');
  expect(broken(({ path, imports }) => (path.endsWith('/model.ts') ? imports.filter(wired) : []))).toEqual([]);
});

test('rows are held against the query: lists are read by listCall, but for accounts and operations, which their concepts check', () => {
  expect(only(/\blistPage[<(]/g, /^upstream\/resources\/(list-call|accounts|operations)\.ts$/)).toEqual([]);
  // The client of a guest passes calls on.
  expect(only(/\bclient\.call\(/g, /^(upstream|doctor)\/|^graph\/guest-client\.ts$/)).toEqual([]);
});

test('the environment is read in config, the clock in lib/clock.ts, and only commands print', () => {
  expect(only(/process\.env|from 'node:process'/g, /^config\//)).toEqual([]);
  const time =
    /Date\.now\(|new Date\(\)|\bset(?:Timeout|Interval)\(|AbortSignal\.timeout\(|node:timers|performance\.now\(/g;
  expect(only(time, /^lib\/clock\.ts$/)).toEqual([]);
  expect(only(/\bconsole\b|process\.std(?:out|err)/g, /^(cli\.ts|commands\/)/)).toEqual([]);
});

test('tests wait for what happens as long as a busy machine may need: by expect.poll, until and eventually', () => {
  const impatient = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && path !== join('kit', 'server.ts'))
    .filter((path) => /\bvi\.wait(For|Until)\b/.test(readFileSync(join('test', path), 'utf8')));
  expect(impatient).toEqual([]);
});

test('files are small, and named for what they hold', () => {
  const tall = broken(({ path, text }) => {
    const lines = text.split('\n').length - 1;
    return lines > 250 && !GENERATED.includes(path) ? [`${lines} lines`] : [];
  });
  expect(tall).toEqual([]);
  expect(
    sources
      .map(({ path }) => path)
      .filter((path) => /(^|\/)(utils?|helpers?|types)\.ts$/.test(path) && !GENERATED.includes(path)),
  ).toEqual([]);
  expect(readFileSync('src/main.ts', 'utf8').split('\n').length).toBeLessThanOrEqual(61);
});

test('a folder holds at most 16 files, so that its names can be read at a glance', () => {
  const sizes = new Map<string, number>();
  for (const { path } of sources) {
    const folder = dirname(path);
    if (!GENERATED.includes(path) && folder !== 'sandbox/routes') sizes.set(folder, (sizes.get(folder) ?? 0) + 1);
  }
  expect([...sizes].filter(([, files]) => files > 16)).toEqual([]);
});
