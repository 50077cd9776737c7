import { readFileSync } from 'node:fs';
import { formatFaults } from '../../config/faults.ts';
import type { GatewayConfig } from '../../config/gateway-config.ts';
import { loadConfig } from '../../config/load.ts';
import { differences } from '../../config/reload/differences.ts';
import { fileState, watchFiles } from '../../config/watch.ts';
import type { Tools } from '../command.ts';
import { adapterFaults, faultsText } from '../config-file.ts';

/** Leaves that only a start can apply. */
const NEEDS_RESTART = /^(?:server|intents|examination)\b/;
/** Names in one line. */
const MAX_NAMED = 20;

/** The files that a configuration is read from, and what they were like just before they were read. */
export function createConfigFiles() {
  const seen = new Map<string, string | null>();
  let read = new Set<string>();
  return {
    seen,
    /** Those of the last reading. */
    all: (): readonly string[] => [...read],
    begin() {
      read = new Set();
    },
    add(path: string) {
      read.add(path);
      seen.set(path, fileState(path));
    },
    readFile(path: string): Uint8Array {
      this.add(path);
      return readFileSync(path);
    },
  };
}

export interface ReloadOptions {
  readonly path: string;
  readonly tools: Pick<Tools, 'env' | 'printError'>;
  /** In force. */
  readonly config: GatewayConfig;
  readonly files: ReturnType<typeof createConfigFiles>;
  /** Throws where the configuration cannot be used; nothing has changed then. */
  readonly apply: (next: GatewayConfig) => void;
  /** Between two checks of the files. @default 1000 */
  readonly intervalMs?: number;
}

/**
 * Reads the configuration again when it is told to, and when one of its files has changed and stays as it is: the file itself,
 * secrets, authorities, manifests and adapters. One reading is applied after the other. What is faulty changes nothing, and is
 * told once it was read a second time: it may have been written meanwhile.
 */
export function createReload({ path, tools, files, apply, ...options }: ReloadOptions) {
  let { config } = options;
  let former = adaptersOf(config);
  /** The faults of a first reading. */
  let complaint: string | null = null;
  let reloading = Promise.resolve();

  const refuse = (faults: string): void => {
    if (complaint === null) {
      complaint = faults;
      watch.again();
    } else {
      complaint = null;
      tools.printError(`${faults}\n${path}: nothing changed`);
    }
  };

  const swap = (next: GatewayConfig, isAsked: boolean): void => {
    const changed = differences(config, next);
    const [late, names] = [
      changed.filter((name) => NEEDS_RESTART.test(name)),
      changed.filter((name) => !NEEDS_RESTART.test(name)),
    ];
    if (names.length > 0) {
      try {
        apply(next);
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'cannot be used';
        tools.printError(`${path}: ${reason}; nothing changed`);
        return;
      }
      const { server, intents, examination } = config;
      config = { ...next, server, intents, examination };
      tools.printError(`${path}: reloaded tenants, keys, limits, CORS and GraphiQL; changed: ${listOf(names)}`, 'info');
    }
    if (late.length > 0) tools.printError(`${path}: a restart is needed for: ${listOf(late)}`, 'warn');
    if (changed.length === 0 && isAsked) tools.printError(`${path}: nothing has changed`, 'info');
  };

  const reload = (isAsked: boolean): void => {
    files.begin();
    files.add(path);
    const result = loadConfig({ path, env: tools.env, readFile: (name) => files.readFile(name) });
    for (const name of 'config' in result ? adaptersOf(result.config) : former) files.add(name);
    const settle = async (): Promise<void> => {
      if ('faults' in result) return refuse(faultsText(path, result.faults));
      const faults = await adapterFaults(path, result.config);
      if (faults.length > 0) return refuse(faults.join('\n'));
      complaint = null;
      former = adaptersOf(result.config);
      if (result.warnings.length > 0) tools.printError(formatFaults(path, result.warnings), 'warn');
      swap(result.config, isAsked);
    };
    reloading = reloading.then(settle).catch((error: unknown) => {
      tools.printError(`${path}: cannot be used (${error instanceof Error ? error.name : 'unknown'}); nothing changed`);
    });
  };

  for (const name of former) files.add(name);
  const watch = watchFiles(files.all, () => reload(false), {
    seen: files.seen,
    ...(options.intervalMs && { intervalMs: options.intervalMs }),
  });
  return {
    /** Reads what the files say by now. */
    now: () => reload(true),
    /** Resolves when what was read is applied. */
    async stop(): Promise<void> {
      watch();
      await reloading;
      if (complaint !== null) refuse(complaint);
    },
  };
}

/** Where a link leads is another file once it was swapped. */
function adaptersOf({ tenants }: GatewayConfig): string[] {
  return tenants.flatMap(({ adapterFile }) => (adapterFile ? [adapterFile.path] : []));
}

function listOf(names: readonly string[]): string {
  const named = names.slice(0, MAX_NAMED).map((name) => name.replace('.adapterFile', '.dialect.adapter'));
  return `${named.join(', ')}${names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : ''}`;
}
