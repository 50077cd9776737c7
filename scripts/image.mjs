/**
 * Proves the Dockerfile where there is no Docker: runs each of its instructions in clean folders, then starts what came of it as
 * `USER` says, with a root that it cannot write to, and asks for its health check. Exit code 1 where anything is not as it should be.
 *
 *   node scripts/image.mjs [--keep]        about a minute; npm's registry and loopback
 *
 * Run by Node 24 it is the image but for Debian. An older Node has no SQLite of its own: the start is left out then.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const work = mkdtempSync(join(tmpdir(), 'image-'));
const LEFT_OUT = ['@graphql-yoga/render-graphiql', '@photostructure/sqlite', 'swagger-ui-dist', 'typescript', 'vitest'];
const MAX_MB = 45;

const failures = [];
const check = (what, ok) => {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${what}`);
  if (!ok) failures.push(what);
};

try {
  const stages = build(readInstructions(readFileSync(join(root, 'Dockerfile'), 'utf8')));
  await prove(stages.at(-1));
} finally {
  if (process.argv.includes('--keep')) console.log(`kept: ${work}`);
  else rmSync(work, { recursive: true, force: true });
}
process.exit(failures.length === 0 ? 0 : 1);

/** `[{ name: 'RUN', text }]`: comments left out, continued lines joined. */
function readInstructions(text) {
  const lines = text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n');
  return lines.filter(Boolean).map((line) => {
    const [, name, rest] = /^([A-Z]+) (.*)$/.exec(line) ?? fail(`no instruction: ${line}`);
    return { name, text: rest.trim() };
  });
}

/** Runs the instructions. Each stage is a folder that stands for the root of its image. */
function build(instructions) {
  const context = join(work, 'context');
  copyContext(context);
  const stages = [];
  for (const { name, text } of instructions) {
    const stage = stages.at(-1);
    console.log(`${name} ${text}`);
    if (name === 'FROM') {
      const [, as] = / AS (\w+)$/.exec(text) ?? [];
      const folder = join(work, `stage-${stages.length}`);
      mkdirSync(folder);
      stages.push({ as, root: folder, workdir: folder, env: {} });
    } else if (name === 'WORKDIR') {
      stage.workdir = join(stage.root, text);
      mkdirSync(stage.workdir, { recursive: true });
    } else if (name === 'COPY') copy(text, stage, stages, context);
    else if (name === 'ENV')
      for (const [, key, value] of text.matchAll(/(\w+)=(\S+)/g)) stage.env[key] = placed(value, stage);
    else if (name === 'RUN') run(text, stage);
    else if (name === 'VOLUME') stage.volume = join(stage.root, text);
    else if (['ENTRYPOINT', 'CMD'].includes(name)) stage[name] = JSON.parse(text);
    else if (name === 'HEALTHCHECK') stage[name] = JSON.parse(/CMD (\[.*\])$/.exec(text)?.[1] ?? 'null');
    else if (['USER', 'EXPOSE', 'STOPSIGNAL'].includes(name)) stage[name] = text;
    else fail(`no way to prove ${name}`);
  }
  return stages;
}

/** What .dockerignore lets in: it denies all, then names what may come. */
function copyContext(context) {
  const [deny, ...allowed] = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n').filter(Boolean);
  if (deny !== '*') fail('.dockerignore has to begin with *');
  for (const line of allowed) {
    const name = /^!([\w.-]+)$/.exec(line)?.[1] ?? fail(`no way to prove ${line} of .dockerignore`);
    cpSync(join(root, name), join(context, name), { recursive: true });
  }
}

function copy(text, stage, stages, context) {
  const [, from, paths] = /^(?:--from=(\w+) )?(.*)$/.exec(text);
  const source = from ? (stages.find(({ as }) => as === from) ?? fail(`no stage ${from}`)).root : context;
  const names = paths.split(' ');
  const target = names.pop();
  for (const name of names) {
    const path = join(source, name);
    const into = resolve(stage.workdir, target);
    cpSync(path, target.endsWith('/') ? join(into, name.split('/').at(-1)) : into, { recursive: true });
  }
}

/** Paths of the configuration lie within the folder of the image. */
function placed(text, stage) {
  return text.replaceAll('/etc/probonus-gateway', join(stage.root, 'etc/probonus-gateway'));
}

function run(text, stage) {
  const env = { ...environment(stage), npm_config_prefer_offline: 'true' };
  // The user `node` is of Debian's image.
  const command = placed(text, stage)
    .replace('-o node -g node ', '')
    .replace(/&& npm cache clean --force/, '');
  const { status } = spawnSync('sh', ['-ec', command], { cwd: stage.workdir, env, stdio: 'inherit' });
  if (status !== 0) fail(`RUN ${text}: exit code ${status}`);
}

function environment(stage) {
  return { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, HOME: process.env.HOME, ...stage.env };
}

async function prove(image) {
  const modules = join(image.workdir, 'node_modules');
  check(`left out: ${LEFT_OUT.join(', ')}`, !LEFT_OUT.some((name) => existsSync(join(modules, name))));
  check('pg is there', existsSync(join(modules, 'pg')));
  const { packages } = JSON.parse(readFileSync(join(image.workdir, 'sbom.spdx.json'), 'utf8'));
  const named = new Set(packages.map(({ name }) => name));
  const installed = packageNames(modules);
  check(
    `the SBOM names all ${installed.length} packages`,
    installed.length > 50 && installed.every((name) => named.has(name)),
  );
  const size = Number(execFileSync('du', ['-sm', image.workdir], { encoding: 'utf8' }).split('\t')[0]);
  check(`${size} MB beside Node, ${MAX_MB} at most`, size <= MAX_MB);
  check('no PORT that would override the file', image.env.PORT === undefined);
  check('not root', Number(image.USER) > 0);
  await proveStart(image);
}

function packageNames(modules) {
  const inside = (folder) => readdirSync(join(modules, folder)).filter((name) => !name.startsWith('.'));
  return inside('').flatMap((name) => (name.startsWith('@') ? inside(name).map((each) => `${name}/${each}`) : [name]));
}

async function proveStart(image) {
  if (!isBuiltin('node:sqlite'))
    return console.log(`SKIPPED: Node ${process.version} has no SQLite; the start is proved with Node 24`);
  const server = createServer((_, response) => response.writeHead(503).end()).listen(0, '127.0.0.1');
  const port = await freePort();
  const settings = {
    // graphiql is asked for, though it is not there.
    server: { port, drainSeconds: 0 },
    graphiql: true,
    tenants: [
      {
        slug: 'saturn',
        name: 'Saturn',
        baseUrl: `http://127.0.0.1:${server.address().port}`,
        timeZone: 'Europe/Moscow',
        credentials: { token: { env: 'SATURN_TOKEN' } },
      },
    ],
  };
  writeFileSync(image.env.GATEWAY_CONFIG, JSON.stringify(settings));
  const env = { PATH: dirname(process.execPath), SATURN_TOKEN: 'token', ...image.env, HOST: '127.0.0.1' };
  const identity = readOnlyFor(image);
  const [program, ...args] = [...image.ENTRYPOINT, ...image.CMD];
  const options = { cwd: image.workdir, env, ...identity };
  const child = spawn(program === 'node' ? process.execPath : program, args, { ...options, stdio: 'pipe' });
  process.once('exit', () => child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  const ended = new Promise((done) => child.once('exit', (code) => done(code)));
  for (let tries = 0; tries < 1200 && !said.includes('/graphql') && child.exitCode === null; tries++) await sleep(100);
  check('starts, with a root that it cannot write to', said.includes(`http://127.0.0.1:${port}/graphql`));
  check('its log of value moves is on the volume', existsSync(join(image.volume, 'intents.db')));
  const [node, ...health] = image.HEALTHCHECK;
  const healthOf = () => spawnSync(node === 'node' ? process.execPath : node, health, options).status;
  check('is healthy', healthOf() === 0);
  const page = await fetch(`http://127.0.0.1:${port}/graphql`, { headers: { accept: 'text/html' } }).catch(() => null);
  const text = (await page?.text()) ?? '';
  check(
    'says where GraphiQL is',
    page?.status === 501 && text.includes('--omit=optional') && said.includes('--omit=optional'),
  );
  child.kill(image.STOPSIGNAL);
  check(`ends by ${image.STOPSIGNAL} with the exit code 0`, (await ended) === 0);
  check('is not healthy then', healthOf() === 1);
  if (failures.length > 0) console.log(said);
  server.close();
}

/** As root: nothing of the image can be written by its user, but for the volume. Without root: the modes alone are taken away. */
function readOnlyFor(image) {
  const user = Number(image.USER);
  const isRoot = process.getuid?.() === 0;
  chmodSync(work, 0o755);
  for (const path of [
    image.root,
    ...readdirSync(image.root, { recursive: true }).map((name) => join(image.root, name)),
  ]) {
    if (!lstatSync(path).isSymbolicLink()) chmodSync(path, lstatSync(path).mode & 0o555);
  }
  chmodSync(image.volume, 0o700);
  if (!isRoot) return {};
  chownSync(image.volume, user, user);
  return { uid: user, gid: user };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

function fail(message) {
  throw new Error(message);
}
