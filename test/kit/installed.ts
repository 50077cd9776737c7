import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { atEnd } from './at-end.ts';

const run = promisify(execFile);
const UNREACHABLE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED|ENETUNREACH/;

/** An empty folder, or a copy of another one, that is removed at the end. */
export function emptyFolder(copyOf?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'installed-'));
  if (copyOf !== undefined) cpSync(copyOf, folder, { recursive: true });
  atEnd(async () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Installs packages into a folder. Resolves false, and says so, where neither registry nor cache has them. */
export async function installed(folder: string, ...packages: string[]): Promise<boolean> {
  try {
    const options = ['--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline', '--ignore-scripts'];
    await run('npm', ['install', ...options, ...packages], { cwd: folder });
    return true;
  } catch (error) {
    if (!(error instanceof Error) || !UNREACHABLE.test(error.message)) throw error;
    console.warn('SKIPPED: no package registry is reachable here, so nothing is installed.');
    return false;
  }
}

/** The package as it would be published: the path of its archive. */
export async function packed(): Promise<string> {
  const folder = emptyFolder();
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder]);
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('[\n')));
  return join(folder, filename);
}

/** Writes files into a folder, by their names. */
export function write(folder: string, files: Readonly<Record<string, string | object>>): void {
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
}

/** What a compiler complains of; nothing where it ended well. */
export const compilerComplaints = (program: string, args: readonly string[], cwd: string): Promise<string> =>
  run(program, args, { cwd }).then(
    () => '',
    ({ message, stdout, stderr }) => `${stdout ?? ''}${stderr ?? ''}` || String(message),
  );
