import { defineConfig } from 'vitest/config';

export default defineConfig({
  // vite would take graphql's .mjs and node_modules its .js: two realms, and every instanceof would fail
  resolve: { alias: { graphql: 'graphql/index.js' } },
  test: {
    // The thread of the intent log, and children of the crash harness, run the built files.
    globalSetup: ['test/kit/build.ts'],
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // One for each core of a small machine: much of the time is spent waiting, for settle times and servers that are silent.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
