import { parseArgs } from 'node:util';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema as served } from '../domain/schema.ts';
import type { Command } from './command.ts';

/** Prints the schema that is served, sorted, as schema/schema.graphql keeps it. */
export const schema: Command = {
  name: 'schema',
  summary: 'prints the SDL',
  help: 'Usage: probonus-gateway schema',
  async run(argv, { print }) {
    parseArgs({ args: [...argv], options: {} });
    print(printSchema(lexicographicSortSchema(served)));
    return 0;
  },
};
