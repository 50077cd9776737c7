import { parseArgs } from 'node:util';
import { showConfig } from '../config/show.ts';
import { type Command, UsageError } from './command.ts';
import { configPath, readConfig } from './config-file.ts';

/** Tells every fault of a configuration file at once, or that there is none. */
export const checkConfig: Command = {
  name: 'check-config',
  summary: 'every fault of a configuration file',
  help: `Usage: probonus-gateway check-config --config gateway.yaml [--print]

  --config FILE  the file; else GATEWAY_CONFIG
  --print        shows every value in force, secrets hidden

Secrets are looked up as a start would: their environment variables and files must be there. Exit code 1 for faults.`,
  async run(argv, tools) {
    const { values } = parseArgs({
      args: [...argv],
      options: { config: { type: 'string' }, print: { type: 'boolean', default: false } },
    });
    const path = configPath(values.config, tools.env);
    if (path === null) throw new UsageError('--config is required');
    const config = readConfig(path, tools);
    if (!config) return 1;
    if (values.print) tools.print(showConfig(config).trimEnd());
    else tools.print(`${path}: no faults`);
    return 0;
  },
};
