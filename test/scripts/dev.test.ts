import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { createCheckout } from './checkout.ts';

const root = createCheckout({
  'src/word.ts': "export const word: string = 'one';\n",
  'src/cli.ts': `import { word } from './word.ts';
console.log(JSON.stringify([word, process.pid, process.argv.slice(2), process.execArgv]));
setInterval(() => undefined, 1000);
`,
});
let dev: ChildProcess | undefined;

afterAll(async () => {
  if (dev?.exitCode === null) {
    dev.kill('SIGTERM');
    await once(dev, 'exit');
  }
  rmSync(root, { recursive: true });
});

test('restarts on a change, keeps running what a broken source would replace, and gives --inspect to Node', async () => {
  const word = (text: string) => {
    writeFileSync(join(root, 'word.ts'), `export const word: string = ${text};\n`);
    renameSync(join(root, 'word.ts'), join(root, 'src/word.ts')); // as editors do, and Git
  };
  dev = spawn(process.execPath, ['scripts/dev.mjs', '--inspect=0', 'demo', '--port', '0'], { cwd: root });
  const complaints = linesOf(dev.stderr);
  const starts = linesOf(dev.stdout);

  const [first, firstPid, argv, execArgv] = JSON.parse(await starts.next(/one/));
  expect([first, argv]).toEqual(['one', ['demo', '--port', '0']]);
  expect(execArgv).toContain('--inspect=0');

  word('');
  expect(await complaints.next(/^build: /)).toContain('src/word.ts');
  expect(() => process.kill(firstPid, 0)).not.toThrow();

  word("'two'");
  expect(await complaints.next(/^Building.*file/)).toContain('1 file,');
  const [, secondPid] = JSON.parse(await starts.next(/two/));
  expect(() => process.kill(firstPid, 0)).toThrow();

  mkdirSync(join(root, 'src/new'));
  for (const name of ['first', 'second']) {
    writeFileSync(join(root, `src/new/${name}.ts`), 'export const late = 1;\n');
    expect(await complaints.next(/^Building/)).toContain('1 file,');
  }

  dev.kill('SIGTERM');
  await once(dev, 'exit');
  expect(() => process.kill(secondPid, 0)).toThrow();
});

/** The lines of a stream, one after another: `next` resolves the first one still to come that matches. */
function linesOf(stream: NodeJS.ReadableStream | null) {
  if (!stream) throw new Error('not piped');
  const lines = createInterface(stream)[Symbol.asyncIterator]();
  return {
    async next(pattern: RegExp): Promise<string> {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`the stream ended without ${pattern}`);
        if (pattern.test(value)) return value;
      }
    },
  };
}
