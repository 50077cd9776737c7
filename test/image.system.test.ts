import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

test('each step of the Dockerfile works, and what comes of it is small, starts without root and is healthy', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/image.mjs'], { maxBuffer: 1e7 }).catch(
    (error) => error,
  );
  expect(stdout.split('\n').filter((line: string) => /^FAILED/.test(line))).toEqual([]);
  // An older Node than that of the image proves the build alone, and says so.
  expect(stdout).toMatch(/^(ok {5}is not healthy then$|SKIPPED: Node v20)/m);
}, 300_000);
