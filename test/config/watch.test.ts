import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { watchConfig } from '../../src/config/watch.ts';

test('a file that is written or replaced is noticed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'watch-'));
  const path = join(folder, 'gateway.yaml');
  writeFileSync(path, 'a');
  let changes = 0;
  let notice = () => {};
  const stop = watchConfig(
    path,
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
    expect(changes).toBe(2);
  } finally {
    stop();
    rmSync(folder, { recursive: true });
  }
});
