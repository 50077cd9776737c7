/** Builds, runs, and does both again when a source changes. What stands after `npm run dev --` goes to the command line. */
import { spawn, spawnSync } from 'node:child_process';
import { watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const args = ['--enable-source-maps', join(root, 'dist/cli.js'), ...process.argv.slice(2)];
let child = null;
let timer = null;

function run() {
  const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale'], { stdio: 'inherit' });
  if (built.status !== 0) return;
  child = spawn(process.execPath, args, { stdio: 'inherit' });
}

function restart() {
  console.error('\n— changed, restarting —');
  if (!child || child.exitCode !== null || child.signalCode !== null) return run();
  child.once('exit', run);
  child.kill('SIGTERM');
}

watch(join(root, 'src'), { recursive: true }, () => {
  clearTimeout(timer);
  timer = setTimeout(restart, 150); // an editor writes several files at once
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (!child || child.exitCode !== null) process.exit(0);
    child.once('exit', () => process.exit(0));
    child.kill(signal);
  });
}
run();
