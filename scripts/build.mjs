/**
 * src → dist. Types are not checked here (`npm run check` does that): each file is translated on its own.
 * `--if-stale` translates what changed since the build that is there and links the rest; when nothing did, it is silent.
 * Built aside and renamed into place, so that nobody ever sees half a build; several builds at once are fine.
 */
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const src = join(root, 'src');
const dist = join(root, 'dist');
/** What the build was made from, as `sources()` and `settings` describe it. */
const stamp = join(dist, '.built');
/** As they were when this module was loaded: a process that outlives a change of them leaves a build that counts as stale. */
const settings = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts/build.mjs'].map((path) =>
  versionOf(join(root, path)),
);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await build({ ifStale: process.argv.includes('--if-stale') });
  } catch (error) {
    console.error(`build: ${error.message}`);
    process.exitCode = 1;
  }
}

/** Resolves true when something was built. Throws where a source is not TypeScript; the old build stays then. */
export async function build({ ifStale }) {
  const wanted = { settings, files: sources() }; // read before the sources are: what is saved meanwhile counts as changed
  const built = stamped();
  if (ifStale && isSame(built, wanted)) return false;
  if (!isTypeScriptInstalled()) {
    // An installation without development packages runs what it was given.
    if (!built) throw new Error('TypeScript is not installed and there is no build: run `npm ci --include=dev`');
    console.error('build: TypeScript is not installed; using the build that is there');
    return false;
  }
  const began = performance.now();
  process.stderr.write(`Building${ifStale ? ` (${built ? 'sources changed' : 'first start'})` : ''}… `);
  try {
    const count = await translateAll(wanted, built, ifStale);
    const seconds = ((performance.now() - began) / 1000).toFixed(2);
    process.stderr.write(`${count} ${count === 1 ? 'file' : 'files'}, ${seconds} s\n`);
    return true;
  } catch (error) {
    process.stderr.write('\n');
    throw error;
  }
}

/** Each file below src with its version, in the order of their names. */
function sources() {
  const files = readdirSync(src, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [relative(src, path), versionOf(path)]));
}

/** Differs whenever the file was written: its time and its size. */
function versionOf(path) {
  const entry = statSync(path, { throwIfNoEntry: false });
  return entry ? `${entry.mtimeMs} ${entry.size}` : null;
}

function stamped() {
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'));
  } catch {
    return null;
  }
}

function isSame(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

function isTypeScriptInstalled() {
  try {
    return Boolean(import.meta.resolve('typescript'));
  } catch {
    return false;
  }
}

/** With `ifStale` takes over what `built` has in the same version. Resolves how many files it translated. */
async function translateAll(wanted, built, ifStale) {
  const { default: ts } = await import('typescript');
  const aside = `${dist}-${process.pid}`;
  rmSync(aside, { recursive: true, force: true });
  try {
    const config = ts.getParsedCommandLineOfConfigFile(
      join(root, 'tsconfig.build.json'),
      {},
      { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail },
    );
    const kept = ifStale && isSame(built?.settings, settings) ? built.files : {};
    let count = 0;
    for (const [file, version] of Object.entries(wanted.files)) {
      mkdirSync(dirname(join(aside, file)), { recursive: true });
      if (kept[file] === version && takeOver(file, aside)) continue;
      translate(ts, config.options, file, aside);
      count++;
    }
    chmodSync(join(aside, 'cli.js'), 0o755);
    writeFileSync(join(aside, '.built'), JSON.stringify(wanted));
    putInPlace(aside, wanted, ifStale);
    return count;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** False where the old outputs are gone (another builder came between) or the disk has no links. */
function takeOver(file, aside) {
  const script = file.replace(/\.ts$/, '.js');
  const outputs = script === file ? [file] : [script, `${script}.map`];
  try {
    for (const output of outputs) linkSync(join(dist, output), join(aside, output));
    return true;
  } catch {
    // A link left here would be written through.
    for (const output of outputs) rmSync(join(aside, output), { force: true });
    return false;
  }
}

function translate(ts, options, file, aside) {
  const source = join(src, file);
  if (!file.endsWith('.ts')) return copyFileSync(source, join(aside, file));
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(readFileSync(source, 'utf8'), {
    // one file alone cannot tell that its package is of modules
    compilerOptions: { ...options, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
    fileName: source,
    reportDiagnostics: true,
  });
  if (diagnostics.length > 0) fail(diagnostics[0], relative(root, source), ts);
  const script = file.replace(/\.ts$/, '.js');
  writeFileSync(join(aside, script), outputText);
  // The sources stand in the map itself: its paths need not lead anywhere.
  const map = { ...JSON.parse(sourceMapText), sources: [relative(dirname(join(dist, script)), source)] };
  writeFileSync(join(aside, `${script}.map`), JSON.stringify(map));
}

function fail(diagnostic, file, ts) {
  const text = ts ? ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n') : String(diagnostic.messageText);
  throw new Error(`${file ?? 'tsconfig'}: ${text}`);
}

/** A folder cannot be renamed over another one: the old build steps aside first, and another builder may come between. */
function putInPlace(aside, wanted, ifStale) {
  for (let attempt = 0; ; attempt++) {
    // Somebody else finished the same build: theirs may be running already.
    if (ifStale && isSame(stamped(), wanted)) return;
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
