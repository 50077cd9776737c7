import { parseArgs } from 'node:util';
import { showConfig } from '../config/show.ts';
import type { Command } from './command.ts';
import { readRunnable, requiredConfigPath } from './config-file.ts';

/** Prints every fault of a configuration file at once, or that there is none. */
export const checkConfig: Command = {
  help: `Usage: probonus-gateway check-config --config gateway.yaml [--print]

  --config FILE  the configuration; default: GATEWAY_CONFIG
  --print        prints every value in force, with secrets hidden

Environment variables, files of secrets and adapters must exist, as for start. Adapters are run as far as they
run when they are loaded, and named with their hash. Exit code 1 if there are faults.`,
  async run(argv, tools) {
    const { values } = parseArgs({
      args: [...argv],
      options: { config: { type: 'string' }, print: { type: 'boolean', default: false } },
    });
    const path = requiredConfigPath(values.config, tools);
    const config = await readRunnable(path, tools);
    if (!config) return 1;
    if (values.print) tools.print(showConfig(config).trimEnd());
    else tools.print(`${path}: no faults`);
    for (const { slug, dialect, adapterFile } of config.tenants)
      if (adapterFile) tools.print(`${slug}: adapter ${dialect.adapter}, sha256 ${adapterFile.hash}`);
    return 0;
  },
};
