import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Clock, systemClock } from '../lib/clock.ts';
import { isRecord } from '../lib/is-record.ts';
import { createAdapterFiles } from './checks/adapter-file.ts';
import { crossChecks } from './checks/cross-checks.ts';
import { dialectFaults } from './checks/dialect-checks.ts';
import { withOwnDialect } from './checks/only-tenant.ts';
import { sectionOf } from './checks/written.ts';
import { type DialectConfig, dialectShape } from './dialect.ts';
import { fileText, NOT_UTF8, parseSource } from './document.ts';
import { type Environment, readEnvironment } from './environment.ts';
import type { Fault, LooseFault } from './faults.ts';
import type { GatewayConfig } from './gateway-config.ts';
import { parseShape } from './section.ts';
import { configShape } from './shape.ts';
import { validityFaults } from './tenant/tls.ts';

export interface LoadOptions {
  /** Of the file; relative paths inside it are relative to its folder. */
  readonly path: string;
  /** Content of the file; default: read from `path`. */
  readonly text?: string;
  readonly env: Environment;
  /** Reads the file itself and the files of secrets; throws where it cannot. */
  readonly readFile?: (path: string) => Uint8Array | string;
  readonly clock?: Clock;
}

export type LoadResult =
  | {
      readonly config: GatewayConfig;
      /** What time alone made wrong: nothing else of the file is held up by it. */
      readonly warnings: readonly Fault[];
    }
  | { readonly faults: readonly Fault[] };

/** The configuration in force, or every fault of file and environment at once, in the order of the file. */
export function loadConfig(options: LoadOptions): LoadResult {
  const { path, env, readFile = (file) => readFileSync(file), clock = systemClock } = options;
  const { settings, faults: environmentFaults } = readEnvironment(env);
  const place = (message: string): Fault => ({ line: null, path: '', message });
  const faults = environmentFaults.map(({ message }) => place(message));

  let text: string | null;
  try {
    text = fileText(options.text ?? readFile(path));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return { faults: [...faults, place(`the configuration file cannot be read${code}`)] };
  }

  if (text === null) return { faults: [...faults, place(`the configuration file ${NOT_UTF8}`)] };
  const source = withOwnDialect(parseSource(text));
  if (source.faults.length > 0) return { faults: [...faults, ...source.faults] };
  const { production } = settings;
  const sources = { production, baseDir: dirname(resolve(path)), env, readFile };
  const shape = configShape(sources);
  const parsed = parseShape(shape, source.value ?? {});
  const adapters = createAdapterFiles(sources);
  const found = [
    ...('faults' in parsed ? parsed.faults : []),
    ...crossChecks(source.value, { production }),
    ...adapters.faults(source.value),
  ];
  faults.push(...found.map(source.locate).sort((a, b) => (a.line ?? 0) - (b.line ?? 0)));
  if ('faults' in parsed || faults.length > 0) return { faults };

  const { server, log, ...rest } = parsed.value;
  const tenants = rest.tenants.map((tenant) => ({ ...tenant, ...adapters.of(tenant.dialect.adapter) }));
  return {
    config: {
      path,
      production,
      server: { ...server, host: settings.host ?? server.host, port: settings.port ?? server.port },
      log: { ...log, level: settings.logLevel ?? log.level },
      ...rest,
      tenants,
    },
    warnings: validityFaults(tenants, clock.now()).map(source.locate),
  };
}

export type DialectResult =
  | {
      readonly dialect: DialectConfig;
      /** Names of the lines that stand in the file. */
      readonly lines: readonly string[];
    }
  | { readonly faults: readonly Fault[] };

/** A dialect alone: its lines, or what `doctor` prints, with the lines in a section `dialect`. */
export function loadDialect(content: Uint8Array | string): DialectResult {
  const text = fileText(content);
  if (text === null) return { faults: [{ line: null, path: '', message: `the file ${NOT_UTF8}` }] };
  const source = parseSource(text);
  if (source.faults.length > 0) return { faults: source.faults };
  const { value } = source;
  const path = isRecord(value) && 'dialect' in value ? ['dialect'] : [];
  const written = (path.length > 0 ? sectionOf(value).dialect : value) ?? {};
  const parsed = parseShape(dialectShape, written);
  const faults: LooseFault[] = [
    ...('faults' in parsed ? parsed.faults : []).map((fault) => ({ ...fault, path: [...path, ...fault.path] })),
    ...dialectFaults(sectionOf(written), path),
  ];
  if ('faults' in parsed || faults.length > 0) return { faults: faults.map(source.locate) };
  return { dialect: parsed.value, lines: Object.keys(written) };
}
