import { type Environment, readEnvironment } from '../config/environment.ts';
import { formatFaults } from '../config/faults.ts';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { loadConfig } from '../config/load.ts';
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
  if ('config' in result) return result.config;
  printError(formatFaults(path, result.faults));
  printError(`${result.faults.length} ${result.faults.length === 1 ? 'fault' : 'faults'}`);
  return null;
}
