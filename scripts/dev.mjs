/**
 * Builds, runs, and does both again when a source changes; a source that is not TypeScript leaves the old one running.
 * What stands after `npm run dev --` goes to the command line, but `--inspect…`, which goes to Node.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const SETTLE_MS = 30; // an editor writes several files at once
const GRACE_MS = 200; // for a request in flight; asked a second time, the gateway ends without draining
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const src = join(root, 'src');
const given = process.argv.slice(2);
const isForNode = (argument) => argument.startsWith('--inspect');
const args = [
  ...given.filter(isForNode),
  '--enable-source-maps',
  join(root, 'dist/cli.js'),
  ...given.filter((argument) => !isForNode(argument)),
];
// From Node 22 on: what did not change is not compiled again.
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled'), ...process.env };
let child = null;
let watchers = [];
let timer = null;
let turn = Promise.resolve();

const isRunning = () => child !== null && child.exitCode === null && child.signalCode === null;

async function restart() {
  try {
    watchSources();
    if (!(await build({ ifStale: true })) && isRunning()) return;
  } catch (error) {
    return console.error(`build: ${error.message}`);
  }
  if (isRunning()) await stop();
  child = spawn(process.execPath, args, { stdio: 'inherit', env });
}

/** Folder by folder, anew each time: a recursive watch of Linux loses a file that an editor or Git puts in the place of another. */
function watchSources() {
  for (const watcher of watchers) watcher.close();
  const folders = readdirSync(src, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory());
  const paths = [src, ...folders.map((entry) => join(entry.parentPath ?? entry.path, entry.name))];
  watchers = paths.flatMap((path) => {
    try {
      return [watch(path, changed)];
    } catch {
      return []; // just taken away: the folder above it tells
    }
  });
}

function changed() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    turn = turn.then(restart);
  }, SETTLE_MS);
}

async function stop() {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGTERM'), GRACE_MS);
  await exited;
  clearTimeout(impatience);
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    if (!isRunning()) process.exit(0);
    child.once('exit', () => process.exit(0));
    child.kill(signal);
  });
}
// Loaded while nobody waits for it: the first change is built as quickly as the next. Where it is missing, the build says so.
turn = turn.then(restart).then(() => import('typescript').catch(() => {}));
