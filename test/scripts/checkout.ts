import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const KEPT = [
  'scripts/build.mjs',
  'scripts/dev.mjs',
  'scripts/pre-commit.mjs',
  '.githooks/pre-commit',
  'biome.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'package.json',
  'package-lock.json',
];

/** A checkout with our scripts and settings and other sources, in a folder of its own. */
export function createCheckout(sources: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'checkout-'));
  for (const path of KEPT) cpSync(path, join(root, path));
  symlinkSync(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  for (const [path, text] of Object.entries(sources)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
