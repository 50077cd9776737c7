import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { compilerComplaints, emptyFolder, installed, write } from '../kit/installed.ts';
import { blocksOf } from './pages.ts';

const run = promisify(execFile);
const PACKAGES = [
  '@graphql-codegen/cli@7.4.3',
  '@graphql-codegen/client-preset@6.2.0',
  '@graphql-typed-document-node/core@3.2.0',
  'graphql@16.15.0',
  'typescript@5.9.3',
];

/** The block of the page that has this in it. */
const block = (part: string) =>
  blocksOf('docs/typed-clients.md').find(({ text }) => text.includes(part))?.text ?? expect.fail(part);

const folder = emptyFolder();
write(folder, { 'package.json': { private: true, type: 'module' } });

describe.runIf(await installed(folder, ...PACKAGES))('the recipe for graphql-codegen', () => {
  test('generates types that hold: each outcome of a change is there, and no scalar is any', async () => {
    mkdirSync(join(folder, 'src'));
    copyFileSync('schema/schema.graphql', join(folder, 'schema.graphql'));
    const compilerOptions = {
      target: 'es2023',
      module: 'nodenext',
      strict: true,
      verbatimModuleSyntax: true,
      allowImportingTsExtensions: true,
      noEmit: true,
      types: [],
    };
    write(folder, {
      'codegen.ts': block('CodegenConfig'),
      'src/balance.ts': block('query Balance'),
      'src/redeem.ts': block('mutation Redeem'),
      'src/use.ts': USE,
      'tsconfig.json': { compilerOptions, include: ['src'] },
    });
    const bin = (name: string) => join(folder, 'node_modules/.bin', name);
    await run(bin('graphql-codegen'), ['--config', 'codegen.ts'], { cwd: folder });
    expect(await compilerComplaints(bin('tsc'), ['-p', '.'], folder)).toBe('');
  });
});

const USE = `
import type { ResultOf } from '@graphql-typed-document-node/core';
import type { Balance } from './balance.ts';
import { outcomeOf } from './redeem.ts';

type Card = NonNullable<ResultOf<typeof Balance>['guest']>['card'];
export const balance = (card: Card): string => card.balance;
// @ts-expect-error an amount is text
export const wrong = (card: Card): number => card.balance;
export const text: string = outcomeOf(null);
// @ts-expect-error there is no such outcome
outcomeOf({ __typename: 'Nobody' });
`;
