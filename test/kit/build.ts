import { execFileSync } from 'node:child_process';

/** Builds what is older than its sources, once before all tests. */
export function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs', '--if-stale'], { stdio: 'inherit' });
}
