import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dialectShape } from '../../src/config/dialect.ts';
import { listOptions, optionsTable } from '../../src/config/options.ts';
import { configShape } from '../../src/config/shape.ts';

const shape = configShape({ production: false, baseDir: '/', env: {}, readFile: () => '' });

test('the table of options in the docs is what the shape says', () => {
  expect(readFileSync('docs/configuration.md', 'utf8')).toContain(
    `npm run codegen\` -->\n\n${optionsTable(shape)}\n<!-- end`,
  );
});

test('the guide of an integrator has every line of the dialect', () => {
  const guide = readFileSync('docs/your-server.md', 'utf8');
  expect(guide).toContain(`npm run codegen\` -->\n\n${optionsTable(dialectShape)}\n<!-- end`);
});

test('every option has a description, and the example file names every one that is not of a dialect or a server', () => {
  const options = listOptions(shape);
  expect(options.filter(({ description }) => description === '')).toEqual([]);
  const example = readFileSync('gateway.example.yaml', 'utf8');
  const unnamed = options
    .filter(({ keys, isSection }) => !isSection && !keys.includes('dialect') && !keys.includes('upstream'))
    .filter(({ keys }) => !example.includes(`${keys.at(-1)}: `));
  expect(unnamed.map(({ keys }) => keys.join('.'))).toEqual([]);
});
