import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { configFile } from './intent-log.ts';

/** Makes a package look as if npm had left it out, for `require` and for `import`. */
const HIDE = `const { register, Module } = require('node:module');
const hidden = process.env.HIDDEN;
const resolve = Module._resolveFilename;
Module._resolveFilename = function (name, ...rest) {
  if (name === hidden) throw Object.assign(new Error('canary'), { code: 'MODULE_NOT_FOUND' });
  return resolve.call(this, name, ...rest);
};
const hook = 'export const resolve = (name, context, next) => { if (name === ' + JSON.stringify(hidden) + ') throw new Error("canary"); return next(name, context); };';
register('data:text/javascript,' + encodeURIComponent(hook));
`;

/** How \`start\` ends without a package, and what it says. */
async function startWithout(hidden: string, intents: Parameters<typeof configFile>[1]) {
  const folder = mkdtempSync(join(tmpdir(), 'missing-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'hide.cjs'), HIDE);
  const args = ['dist/cli.js', 'start', '--config', configFile(folder, intents)];
  const env = { HIDDEN: hidden, PORT: '0', NODE_OPTIONS: `--require ${join(folder, 'hide.cjs')}` };
  return new Promise<string>((resolve) => {
    const child = execFile(process.execPath, args, { env }, (_, __, stderr) => {
      resolve(`${child.exitCode} ${stderr.replaceAll(folder, '').replace(/^NODE_ENV .*\n/, '')}`);
    });
    onTestFinished(() => void child.kill('SIGKILL'));
  });
}

test.skipIf(isBuiltin('node:sqlite')).each([
  [{ store: 'memory' }, 'in memory'],
  [{ store: 'sqlite', path: './intents.db' }, '/intents.db'],
])('a Node without SQLite and its optional package: %j ends the start with what to do', async (intents, place) => {
  expect(await startWithout('@photostructure/sqlite', intents)).toBe(
    `1 probonus-gateway start: the intent log ${place} cannot be used: this Node has no SQLite, and the optional package @photostructure/sqlite does not load: run Node 24, or install it\n`,
  );
});

test('a log in PostgreSQL without the package pg ends the start with what to do', async () => {
  expect(await startWithout('pg', { store: 'postgres', url: 'postgresql://127.0.0.1:1/x' })).toBe(
    '1 probonus-gateway start: the intent log in PostgreSQL needs the package "pg": npm install pg\n',
  );
});
