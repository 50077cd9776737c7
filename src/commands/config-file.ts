import { type Environment, readEnvironment } from '../config/environment.ts';
import { formatFaults } from '../config/faults.ts';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { loadConfig } from '../config/load.ts';
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
export function readConfig(path: string, { env, printError }: Tools): GatewayConfig | null {
  const result = loadConfig({ path, env });
  if ('config' in result) {
    if (result.warnings.length > 0) printError(formatFaults(path, result.warnings));
    return result.config;
  }
  printError(formatFaults(path, result.faults));
  printError(`${result.faults.length} ${result.faults.length === 1 ? 'fault' : 'faults'}`);
  return null;
}

/** The same, with the adapters of its tenants loaded. */
export async function readRunnable(path: string, tools: Tools): Promise<GatewayConfig | null> {
  const config = readConfig(path, tools);
  return config && (await hasAdapters(path, config, tools)) ? config : null;
}

/** Loads the adapters of a configuration. False after the faults of any were printed. */
export async function hasAdapters(path: string, { tenants }: GatewayConfig, { printError }: Tools): Promise<boolean> {
  const faults = await loadAdapters(tenants);
  for (const { slug, message } of faults) printError(`${path}  the adapter of ${slug}: ${message}`);
  return faults.length === 0;
}

/** The tenants of these slugs, or all. Throws a UsageError for a slug that the configuration does not have. */
export function chosenTenants({ tenants }: GatewayConfig, chosen: readonly string[] | undefined) {
  const slugs = tenants.map(({ slug }) => slug);
  const unknown = chosen?.find((slug) => !slugs.includes(slug));
  if (unknown !== undefined) throw new UsageError(`there is no tenant "${unknown}": ${slugs.join(', ')}`);
  return tenants.filter(({ slug }) => chosen?.includes(slug) ?? true);
}
