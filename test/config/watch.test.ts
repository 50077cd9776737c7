import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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
