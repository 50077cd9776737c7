import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type AdapterFile, hashOf } from '../../config/checks/adapter-file.ts';
import type { TenantConfig } from '../../config/gateway-config.ts';
import { systemClock } from '../../lib/clock.ts';
import { within } from '../../lib/concurrency/wait-for.ts';
import type { Adapter } from './adapter.ts';
import { describeFault } from './adapter-fault.ts';

/** An adapter with the name of its file, for the place of a fault. */
export interface LoadedAdapter extends Adapter {
  readonly file: string;
}

type WithAdapter = Pick<TenantConfig, 'dialect' | 'adapterFile'>;

/** Modules by path and hash. Like those of Node they stay: each change of a file adds one. */
const loaded = new Map<string, LoadedAdapter>();

/** A module that awaits something for longer at its top level is given up. */
const LOAD_MS = 10_000;

/** Runs the module, once for each content. Rejects with what it throws, and for one that exports no such functions. */
async function loadAdapter(adapterFile: AdapterFile): Promise<void> {
  const { realPath, hash } = adapterFile;
  if (loaded.has(keyOf(adapterFile))) return;
  const file = basename(realPath);
  const module: unknown = await within(systemClock, LOAD_MS, import(`${pathToFileURL(realPath).href}?sha256=${hash}`));
  if (module === null) throw new Error(`${file} does not end to load`);
  if (hashOf(readFileSync(realPath)) !== adapterFile.hash) throw new Error('it changed while it was loaded');
  const { request, answer } = module as Record<string, unknown>;
  if (!isFunction(request) || !isFunction(answer)) throw new Error('its exports request and answer must be functions');
  if (!request && !answer) throw new Error('it must export a function request or a function answer by name');
  loaded.set(keyOf(adapterFile), {
    ...(request ? { request } : {}),
    ...(answer ? { answer } : {}),
    file,
  } as LoadedAdapter);
}

/** Loads the adapters of these tenants, and gives what is wrong with those that cannot be used. */
export async function loadAdapters(
  tenants: readonly (WithAdapter & { readonly slug: string })[],
): Promise<{ readonly slug: string; readonly message: string }[]> {
  const faults: { slug: string; message: string }[] = [];
  for (const { slug, adapterFile } of tenants) {
    if (!adapterFile) continue;
    await loadAdapter(adapterFile).catch((error: unknown) => {
      faults.push({
        slug,
        message: error instanceof Error ? `${error.name}: ${error.message}` : 'it cannot be loaded',
      });
    });
  }
  return faults;
}

/** The loaded adapter of a tenant; undefined for one without. Throws where `loadAdapters` was not called before. */
export function adapterOf({ dialect, adapterFile }: WithAdapter): LoadedAdapter | undefined {
  if (!dialect.adapter) return undefined;
  const adapter = adapterFile && loaded.get(keyOf(adapterFile));
  if (!adapter) throw new Error(`the adapter ${basename(dialect.adapter)} is not loaded`);
  return adapter;
}

/** Where in a loaded adapter an error was thrown, such as `saturn.mjs:12:5`; null for one of anything else. */
export function placeInAdapter(error: unknown): string | null {
  for (const { file } of loaded.values()) {
    const { at } = describeFault(error, file);
    if (at !== null) return at;
  }
  return null;
}

function keyOf({ realPath, hash }: AdapterFile): string {
  return `${hash} ${realPath}`;
}

function isFunction(exported: unknown): boolean {
  return exported === undefined || typeof exported === 'function';
}
