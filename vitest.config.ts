import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Node 20 runs no TypeScript in a worker thread: tests on sources start the built worker (test/kit/build.ts builds it). */
const builtWorkers = {
  name: 'built-workers',
  transform(code: string, id: string) {
    const folder = /\/src\/(.*\/)[^/]*\.ts$/.exec(id)?.[1];
    if (folder === undefined || !code.includes('new Worker(')) return null;
    const built = `${'../'.repeat(folder.split('/').length)}dist/${folder}`;
    return code.replace(/new URL\((['"])\.\/(?=[\w/-]+\.js\1, import\.meta\.url\))/g, `new URL($1${built}`);
  },
};

/** What needs a browser, a database or a bundler of this machine, and says aloud where there is none. */
const SYSTEM = ['test/**/*.system.test.ts'];
/** What replaces modules, which files of the same worker would meet otherwise. */
const ISOLATED = ['test/contract/new-resource.test.ts'];
/** What starts processes or whole gateways, asks thousands of times or draws hundreds of cases. */
const SLOW = [
  'test/{commands,conform,crash,doctor,fuzz,intents,isolation,scripts}/**/*.test.ts',
  'test/{canary,deploy,examples/*,gateway,known-operations,graph/permissions}.test.ts',
  'test/config/{hostile,options-are-read}.test.ts',
  'test/docs/{blocks,executed}.test.ts',
  'test/domain/{costs,strange-server,people-asked-for}.test.ts',
  'test/domain/account/walk.test.ts',
  'test/domain/card/mutations.test.ts',
  'test/domain/guest/{update,register,guest-token-*}.test.ts',
  'test/domain/identifier/mutations.test.ts',
  'test/security/graphql-cop.test.ts',
  'test/server/connections/*.test.ts',
  'test/server/graphiql/graphiql.test.ts',
  'test/server/graphql/{graphql-over-http,documents/strangers,limits/limits}.test.ts',
  'test/server/http/{http,send-events}.test.ts',
  'test/upstream/http/classify.test.ts',
  'test/graph/dictionary/dictionary.test.ts',
  'test/sandbox/ledger.test.ts',
  'test/upstream/interceptors/interceptors.test.ts',
  'test/domain/session/*.test.ts',
  'test/domain/operation/{moves/*,walk,walk-model}.test.ts',
  'test/graph/{error-table,mutation/*}.test.ts',
  'test/server/graphql/{event-loop,hostile-input,jit/*}.test.ts',
  'test/upstream/{auth/tokens,auth/tokens-under-load,interceptors/outage}.test.ts',
  'test/{tenants/trouble,server/metrics}/*.test.ts',
  'test/upstream/http/{answer-limits,decode-body,hostile-transport}.test.ts',
];

/** One lane: `npm run test:unit` runs the first, `npm test` the first two, `npm run test:system` the last. */
const lane = (name: string, include: string[], exclude: string[] = []) => ({
  extends: true as const,
  test: { name, include, exclude: [...configDefaults.exclude, ...exclude] },
});

/** What takes longest, the longest first. */
const LONGEST = [
  'crash/crash.system',
  'intents/servers/servers',
  'isolation/isolation',
  'graph/mutation/unknown-outcome',
];

/** Begins with the longest files, also where no former run has told how long each takes: at the end one would run alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    // Workers end with their project, so its files stay together.
    const projects = [...new Set(sorted.map(({ project }) => project.name))];
    const rank = ({ project, moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return projects.indexOf(project.name) * 100 + (at < 0 ? LONGEST.length : at);
    };
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  // vite would take graphql's .mjs and node_modules its .js: two realms, and every instanceof would fail
  resolve: { alias: { graphql: 'graphql/index.js' } },
  plugins: [builtWorkers],
  test: {
    // The worker thread of the intent store, and children of the crash harness, run the built files.
    globalSetup: ['test/kit/build.ts'],
    projects: [
      lane('unit', ['test/**/*.test.ts'], [...SYSTEM, ...SLOW, ...ISOLATED]),
      { extends: true, test: { name: 'isolated', include: ISOLATED, isolate: true } },
      lane('slow', SLOW, SYSTEM),
      lane('system', SYSTEM),
    ],
    pool: 'forks',
    // The sources are loaded once for a worker, not once for a file: tests hand over clocks and patch nothing.
    isolate: false,
    // One more than a small machine has cores: much of the time is spent waiting, for servers that are silent and for other processes.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // No bound on speed, but an end to what hangs: a busy machine may take ten times as long.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000, interval: 20 } },
  },
});
