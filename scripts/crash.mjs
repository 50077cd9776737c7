/**
 * Kills gateways under load and holds every answer against the server's ledger. Exit code 1 when anything was lost, doubled,
 * falsely failed, contradicted or left open, or when a negative control was not caught.
 *
 *   node scripts/crash.mjs [--operations 5000] [--kills 50] [--faults 2100] [--clients 64] [--seed 1]
 *                          [--store sqlite|postgres] [--replicas 1] [--database-faults 0] [--settle 2] [--controls] [--json]
 *
 * --database-faults: so often PostgreSQL, which the harness starts itself, is restarted, paused, or loses its connections.
 * --controls runs, besides, the two that must be caught: no settle time, and a start that sends again.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import ts from 'typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const number = (fallback) => ({ type: 'string', default: String(fallback) });
const { values } = parseArgs({
  options: {
    operations: number(5000),
    kills: number(50),
    faults: number(2100),
    clients: number(64),
    seed: number(1),
    replicas: number(1),
    'database-faults': number(0),
    settle: number(2),
    store: { type: 'string', default: 'sqlite' },
    controls: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});

execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale'], { stdio: 'inherit' });
const kit = compile();
const { crash } = await import(pathToFileURL(join(kit, 'crash/harness.js')).href);
const base = {
  operations: Number(values.operations),
  kills: Number(values.kills),
  faults: Number(values.faults),
  clients: Number(values.clients),
  seed: Number(values.seed),
  replicas: Number(values.replicas),
  databaseFaults: Number(values['database-faults']),
  settleSeconds: Number(values.settle),
  store: values.store,
  resend: false,
};
const few = {
  ...base,
  operations: 150,
  kills: 0,
  faults: 150,
  clients: 32,
  replicas: 1,
  databaseFaults: 0,
  store: 'sqlite',
};
try {
  const report = await crash(base);
  const controls = values.controls
    ? {
        settleTime: await crash({ ...few, settleSeconds: 0, onlyLate: true }),
        resend: await crash({ ...few, kills: 6, faults: 0, resend: true, points: ['after-send', 'before-settle'] }),
      }
    : null;
  tell(report, controls);
} finally {
  rmSync(kit, { recursive: true, force: true });
}

function tell(report, controls) {
  const { findings = [], ...figures } = report ?? {};
  if (values.json) console.log(JSON.stringify({ report, controls }));
  else {
    console.log(report ? figures : 'SKIPPED: there is no PostgreSQL on this machine');
    for (const finding of findings.slice(0, 20)) console.log(finding);
    if (controls) {
      console.log(
        `control, no settle time: ${controls.settleTime.falselyFailed} falsely failed (${controls.settleTime.seconds} s)`,
      );
      console.log(`control, sent again on recovery: ${controls.resend.doubled} doubled (${controls.resend.seconds} s)`);
    }
  }
  const isBad =
    report && ['lost', 'doubled', 'falselyFailed', 'contradicted', 'unfinished'].some((fault) => report[fault] > 0);
  const isMissed = controls && (controls.settleTime.falselyFailed === 0 || controls.resend.doubled === 0);
  process.exitCode = isBad || isMissed ? 1 : 0;
}

/** The kit as JavaScript, with the build in place of the sources: the processes that are killed run on plain Node. */
function compile() {
  const out = join(root, 'node_modules/.cache', `crash-${process.pid}`);
  const dist = pathToFileURL(join(root, 'dist')).href;
  mkdirSync(join(out, 'crash'), { recursive: true });
  writeFileSync(join(out, 'package.json'), '{"type":"module"}');
  const names = readdirSync(join(root, 'test/kit/crash')).map((name) => `crash/${name}`);
  for (const name of [...names, 'postgres-server.ts']) {
    const { outputText } = ts.transpileModule(readFileSync(join(root, 'test/kit', name), 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    const text = outputText.replace(/from (['"])(?:\.\.\/)+src\//g, `from $1${dist}/`);
    writeFileSync(join(out, name.replace(/\.ts$/, '.js')), text);
  }
  return out;
}
