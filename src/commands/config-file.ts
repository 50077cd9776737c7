import { type Environment, readEnvironment } from '../config/environment.ts';
import { type Fault, formatFaults } from '../config/faults.ts';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { type LoadOptions, loadConfig } from '../config/load.ts';
import { loadAdapters } from '../upstream/adapter/load-adapter.ts';
import { type Tools, UsageError } from './command.ts';

/** The file that `--config` names, else GATEWAY_CONFIG; null when neither does. */
export function configPath(option: string | undefined, env: Environment): string | null {
  return option ?? readEnvironment(env).settings.configPath;
}

/** The same, where there must be one: throws a UsageError. */
export function requiredConfigPath(option: string | undefined, { env }: Tools): string {
  const path = configPath(option, env);
  if (path === null) throw new UsageError('--config is required');
  return path;
}

/** The configuration of a file; null after all its faults were printed. */
export function readConfig(
  path: string,
  { env, printError }: Tools,
  readFile?: LoadOptions['readFile'],
): GatewayConfig | null {
  const result = loadConfig({ path, env, ...(readFile && { readFile }) });
  if ('config' in result) {
    if (result.warnings.length > 0) printError(formatFaults(path, result.warnings));
    return result.config;
  }
  printError(faultsText(path, result.faults));
  return null;
}

export function faultsText(path: string, faults: readonly Fault[]): string {
  return `${formatFaults(path, faults)}\n${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`;
}

/** The same, with the adapters of its tenants loaded. */
export async function readRunnable(
  path: string,
  tools: Tools,
  readFile?: LoadOptions['readFile'],
): Promise<GatewayConfig | null> {
  const config = readConfig(path, tools, readFile);
  const faults = config ? await adapterFaults(path, config) : [];
  for (const fault of faults) tools.printError(fault);
  return faults.length === 0 ? config : null;
}

/** Loads the adapters of a configuration. A line for each that fails. */
export async function adapterFaults(path: string, { tenants }: GatewayConfig): Promise<string[]> {
  const faults = await loadAdapters(tenants);
  return faults.map(({ slug, message }) => `${path}  the adapter of ${slug}: ${message}`);
}

/** The tenants of these slugs, or all. Throws a UsageError for a slug that the configuration does not have. */
export function chosenTenants({ tenants }: GatewayConfig, chosen: readonly string[] | undefined) {
  const slugs = tenants.map(({ slug }) => slug);
  const unknown = chosen?.find((slug) => !slugs.includes(slug));
  if (unknown !== undefined) throw new UsageError(`there is no tenant "${unknown}": ${slugs.join(', ')}`);
  return tenants.filter(({ slug }) => chosen?.includes(slug) ?? true);
}
