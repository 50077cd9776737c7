/**
 * src → dist. `--if-stale` does nothing, silently, when dist is newer than everything it is made from.
 * Types are not checked here (`npm run check` does that): each file is translated on its own, which takes a second.
 * Built aside and renamed into place, so that nobody ever sees half a build; several builds at once are fine.
 */
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
/** Its time is when the build began: what is saved meanwhile counts as newer. */
const stamp = join(dist, '.built');
const INPUTS = ['src', 'schema', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/build.mjs'];

if (process.argv.includes('--if-stale') && isFresh()) process.exit(0);
try {
  await build();
} catch (error) {
  console.error(`build: ${error.message}`);
  process.exitCode = 1;
}

function isFresh() {
  const built = timeOf(stamp);
  return built > 0 && INPUTS.every((input) => newest(join(root, input)) <= built);
}

/** The last change below a path; folders count, because a file taken away changes only them. */
function newest(path) {
  const entry = statSync(path, { throwIfNoEntry: false });
  if (!entry) return 0;
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(entry.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function timeOf(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function build() {
  const began = new Date();
  const ts = await loadTypeScript();
  if (!ts) return;
  const aside = `${dist}-${process.pid}`;
  rmSync(aside, { recursive: true, force: true });
  try {
    const config = ts.getParsedCommandLineOfConfigFile(
      join(root, 'tsconfig.build.json'),
      {},
      { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail },
    );
    for (const entry of readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })) {
      if (entry.isFile()) translate(ts, config.options, join(entry.parentPath ?? entry.path, entry.name), aside);
    }
    chmodSync(join(aside, 'cli.js'), 0o755);
    writeFileSync(join(aside, '.built'), '');
    utimesSync(join(aside, '.built'), began, began);
    putInPlace(aside);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

async function loadTypeScript() {
  try {
    return (await import('typescript')).default;
  } catch {
    // An installation without development packages runs what it was given.
    if (timeOf(stamp) > 0) return console.error('build: TypeScript is not installed; using the build that is there');
    console.error('build: TypeScript is not installed and there is no build: run `npm ci --include=dev`');
    process.exit(1);
  }
}

function translate(ts, options, file, outDir) {
  const target = join(outDir, relative(join(root, 'src'), file));
  mkdirSync(dirname(target), { recursive: true });
  if (!file.endsWith('.ts')) return copyFileSync(file, target);
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(readFileSync(file, 'utf8'), {
    // one file alone cannot tell that its package is of modules
    compilerOptions: { ...options, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
    fileName: file,
    reportDiagnostics: true,
  });
  if (diagnostics.length > 0) fail(diagnostics[0], relative(root, file), ts);
  const script = target.replace(/\.ts$/, '.js');
  writeFileSync(script, outputText);
  // The sources stand in the map itself: its paths need not lead anywhere.
  const map = {
    ...JSON.parse(sourceMapText),
    sources: [relative(dirname(join(dist, relative(outDir, target))), file)],
  };
  writeFileSync(`${script}.map`, JSON.stringify(map));
}

function fail(diagnostic, file, ts) {
  const text = ts ? ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n') : String(diagnostic.messageText);
  throw new Error(`${file ?? 'tsconfig'}: ${text}`);
}

/** A folder cannot be renamed over another one: the old build steps aside first, and another builder may come between. */
function putInPlace(aside) {
  for (let attempt = 0; ; attempt++) {
    // Somebody else finished the same build: theirs may be running already.
    if (process.argv.includes('--if-stale') && isFresh()) return;
    const old = `${aside}-old`;
    try {
      renameSync(dist, old);
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
    try {
      renameSync(aside, dist);
      return;
    } catch (error) {
      if (attempt >= 20 || !['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(error.code)) throw error;
    } finally {
      rmSync(old, { recursive: true, force: true });
    }
  }
}
