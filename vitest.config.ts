import { defineConfig } from 'vitest/config';

/** Node 20 runs no TypeScript in a worker thread: tests on sources start the built worker (test/kit/build.ts builds it). */
const builtWorkers = {
  name: 'built-workers',
  transform(code: string, id: string) {
    const folder = /\/src\/(.*\/)[^/]*\.ts$/.exec(id)?.[1];
    if (folder === undefined || !code.includes('new Worker(')) return null;
    const built = `${'../'.repeat(folder.split('/').length)}dist/${folder}`;
    return code.replace(/new URL\((['"])\.\/(?=[\w-]+\.js\1, import\.meta\.url\))/g, `new URL($1${built}`);
  },
};

export default defineConfig({
  // vite would take graphql's .mjs and node_modules its .js: two realms, and every instanceof would fail
  resolve: { alias: { graphql: 'graphql/index.js' } },
  plugins: [builtWorkers],
  test: {
    // The worker thread of the intent store, and children of the crash harness, run the built files.
    globalSetup: ['test/kit/build.ts'],
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // One for each core of a small machine: much of the time is spent waiting, for settle times and servers that are silent.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
