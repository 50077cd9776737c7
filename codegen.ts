import type { CodegenConfig } from '@graphql-codegen/cli';
import { printSchema } from 'graphql';
import { dialectShape } from './src/config/dialect.ts';
import { optionsTable } from './src/config/options.ts';
import { configShape } from './src/config/shape.ts';
import { schema } from './src/domain/schema.ts';
import { systemClock } from './src/lib/clock.ts';
import { scalars } from './src/schema.ts';
import { createMetrics, metricsTable } from './src/server/metrics/metrics.ts';
import { troublesTable } from './src/tenants/trouble/reasons.ts';

const sources = { production: false, baseDir: '.', env: {}, readFile: () => '' };

/** Everything generated: what we serve, what we consume, and the typed documents of examples and tests. */
const config: CodegenConfig = {
  schema: printSchema(schema),
  documents: 'examples/operations/**/*.graphql',
  generates: {
    'schema/schema.graphql': { plugins: ['schema-ast'], config: { sort: true } },
    'src/contract/types.ts': { plugins: ['./scripts/contract-plugin.mjs'], config: { file: 'types' } },
    'src/contract/schemas.ts': {
      plugins: ['./scripts/contract-plugin.mjs'],
      config: { file: 'schemas' },
    },
    'docs/configuration.md': {
      plugins: ['./scripts/options-plugin.mjs'],
      config: { file: 'docs/configuration.md', tables: { configuration: optionsTable(configShape(sources)) } },
    },
    'docs/your-server.md': {
      plugins: ['./scripts/options-plugin.mjs'],
      config: { file: 'docs/your-server.md', tables: { dialect: optionsTable(dialectShape) } },
    },
    'src/domain/known-operations.ts': { plugins: ['./scripts/operations-plugin.mjs'] },
    'docs/monitoring.md': {
      plugins: ['./scripts/options-plugin.mjs'],
      config: {
        file: 'docs/monitoring.md',
        tables: { troubles: troublesTable(), metrics: metricsTable(createMetrics({ clock: systemClock })) },
      },
    },
    'examples/operations/README.md': {
      plugins: ['./scripts/operations-plugin.mjs'],
      config: { file: 'examples/operations/README.md' },
    },
    'examples/operations.json': { plugins: ['./scripts/manifest-plugin.mjs'] },
    'examples/documents.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        enumsAsTypes: true,
        useTypeImports: true,
        skipTypename: true,
        immutableTypes: true,
        maybeValue: 'T | null',
        strictScalars: true,
        scalars,
      },
    },
  },
};

export default config;
