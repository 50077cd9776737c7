import { parseArgs } from 'node:util';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema as served } from '../domain/schema.ts';
import type { Command } from './command.ts';

/** Prints the served schema, sorted, as in schema/schema.graphql. */
export const schema: Command = {
  help: 'Usage: probonus-gateway schema',
  async run(argv, { print }) {
    parseArgs({ args: [...argv], options: {} });
    print(printSchema(lexicographicSortSchema(served)));
    return 0;
  },
};
