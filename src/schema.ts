import { readFileSync } from 'node:fs';

/** The public schema in the schema language, with descriptions. `probonus-gateway/schema.graphql` is the file. */
export const typeDefs: string = readFileSync(new URL('../schema/schema.graphql', import.meta.url), 'utf8');

/** The TypeScript type of each scalar in JSON, for `scalars` of graphql-codegen and `customScalarTypes` of Relay. */
export const scalars = {
  Date: 'string',
  DateTime: 'string',
  Decimal: 'string',
  EmailAddress: 'string',
  JSON: 'unknown',
  PhoneNumber: 'string',
} as const;
