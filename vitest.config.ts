import { defineConfig } from 'vitest/config';

export default defineConfig({
  // vite would take graphql's .mjs and node_modules its .js: two realms, and every instanceof would fail
  resolve: { alias: { graphql: 'graphql/index.js' } },
  test: {
    // The thread of the intent log, and children of the crash harness, run the built files.
    globalSetup: ['test/kit/build.ts'],
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
