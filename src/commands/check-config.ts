import { parseArgs } from 'node:util';
import { showConfig } from '../config/show.ts';
import type { Command } from './command.ts';
import { readConfig, requiredConfigPath } from './config-file.ts';

/** Prints every fault of a configuration file at once, or that there is none. */
export const checkConfig: Command = {
  help: `Usage: probonus-gateway check-config --config gateway.yaml [--print]

  --config FILE  the configuration; default: GATEWAY_CONFIG
  --print        prints every value in force, with secrets hidden

Environment variables and files of secrets must exist, as for start. Exit code 1 if there are faults.`,
  async run(argv, tools) {
    const { values } = parseArgs({
      args: [...argv],
      options: { config: { type: 'string' }, print: { type: 'boolean', default: false } },
    });
    const path = requiredConfigPath(values.config, tools);
    const config = readConfig(path, tools);
    if (!config) return 1;
    if (values.print) tools.print(showConfig(config).trimEnd());
    else tools.print(`${path}: no faults`);
    return 0;
  },
};
