import { readFileSync, writeFileSync } from 'node:fs';
import { buildSchema, isAbstractType } from 'graphql';

const schema = buildSchema(readFileSync('../../schema/schema.graphql', 'utf8'));
const abstract = Object.values(schema.getTypeMap()).filter(
  (type) => isAbstractType(type) && !type.name.startsWith('__'),
);
const possible = abstract.map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]);
writeFileSync(
  'src/possible-types.ts',
  `export const possibleTypes = ${JSON.stringify(Object.fromEntries(possible), null, 2)};\n`,
);
