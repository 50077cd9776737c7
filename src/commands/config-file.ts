import { type Environment, readEnvironment } from '../config/environment.ts';
import { formatFaults } from '../config/faults.ts';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { loadConfig } from '../config/load.ts';
import type { Tools } from './command.ts';

/** The file that `--config` names, else GATEWAY_CONFIG; null when neither does. */
export function configPath(option: string | undefined, env: Environment): string | null {
  return option ?? readEnvironment(env).settings.configPath;
}

/** The configuration of a file, or null after every fault of it was told. */
export function readConfig(path: string, { env, complain }: Tools): GatewayConfig | null {
  const result = loadConfig({ path, env });
  if ('config' in result) return result.config;
  complain(formatFaults(path, result.faults));
  complain(`${result.faults.length} ${result.faults.length === 1 ? 'fault' : 'faults'}`);
  return null;
}
