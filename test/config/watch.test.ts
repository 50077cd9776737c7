import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { watchFiles } from '../../src/config/watch.ts';

test('files that are written or replaced are noticed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'watch-'));
  const path = join(folder, 'gateway.yaml');
  const adapter = join(folder, 'saturn.mjs');
  writeFileSync(path, 'a');
  writeFileSync(adapter, 'a');
  const files = [path, adapter];
  let changes = 0;
  let notice = () => {};
  const stop = watchFiles(
    () => files,
    () => {
      changes += 1;
      notice();
    },
    { intervalMs: 20 },
  );
  const changed = () => new Promise<void>((resolve) => (notice = resolve));
  try {
    const written = changed();
    writeFileSync(path, 'bb');
    await written;
    const replaced = changed();
    writeFileSync(`${path}.new`, 'ccc');
    renameSync(`${path}.new`, path);
    await replaced;
    const ofTheOther = changed();
    writeFileSync(adapter, 'bb');
    await ofTheOther;
    expect(changes).toBe(3);
  } finally {
    stop();
    rmSync(folder, { recursive: true });
  }
});

/** Files in a folder of their own, a watch of them, and polls by hand. */
function watched(paths: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'watch-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  let poll = () => {};
  let changes = 0;
  const clock = {
    now: () => 0,
    after(_ms: number, run: () => void) {
      poll = run;
      return () => {};
    },
  };
  const start = () =>
    watchFiles(
      () => paths.map((path) => join(folder, path)),
      () => changes++,
      { clock },
    );
  return { folder, start, poll: () => poll(), changes: () => changes };
}

test('a file that is being written is left alone until it stays as it is', () => {
  const { folder, start, poll, changes } = watched(['gateway.yaml']);
  const path = join(folder, 'gateway.yaml');
  writeFileSync(path, '');
  start();
  for (const text of ['a', 'ab', 'abc']) {
    writeFileSync(path, text);
    poll();
    expect(changes()).toBe(0);
  }
  poll();
  poll();
  expect(changes()).toBe(1);
});

test('secrets that Kubernetes swaps by a link of their folder are noticed', () => {
  const { folder, start, poll, changes } = watched(['password']);
  for (const version of ['..1', '..2']) {
    mkdirSync(join(folder, version));
    writeFileSync(join(folder, version, 'password'), 'same length');
  }
  symlinkSync('..1', join(folder, '..data'));
  symlinkSync(join('..data', 'password'), join(folder, 'password'));
  start();
  poll();
  symlinkSync('..2', join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  rmSync(join(folder, '..1'), { recursive: true });
  poll();
  poll();
  expect(changes()).toBe(1);
});

test('a file that is away is being replaced: nothing is called until it is back', () => {
  const { folder, start, poll, changes } = watched(['gateway.yaml']);
  const path = join(folder, 'gateway.yaml');
  writeFileSync(path, 'a');
  start();
  rmSync(path);
  poll();
  poll();
  expect(changes()).toBe(0);
  writeFileSync(path, 'ab');
  poll();
  poll();
  expect(changes()).toBe(1);
});

test('a file that never comes to rest holds up the others for ten intervals', () => {
  const { folder, start, poll, changes } = watched(['gateway.yaml', 'restless']);
  writeFileSync(join(folder, 'gateway.yaml'), '');
  writeFileSync(join(folder, 'restless'), '');
  start();
  writeFileSync(join(folder, 'gateway.yaml'), 'revoked');
  for (let turn = 1; turn <= 10; turn++) {
    expect(changes()).toBe(0);
    writeFileSync(join(folder, 'restless'), 'x'.repeat(turn));
    poll();
  }
  expect(changes()).toBe(1);
});
