import { parseArgs } from 'node:util';
import { showConfig } from '../config/show.ts';
import { validityFaults } from '../config/tenant/tls.ts';
import { systemClock } from '../lib/clock.ts';
import type { Command } from './command.ts';
import { readRunnable, requiredConfigPath } from './config-file.ts';

/** Prints every fault of a configuration file at once, or that there is none. */
export const checkConfig: Command = {
  help: `Usage: probonus-gateway check-config --config gateway.yaml [--print]

  --config FILE  the configuration; default: GATEWAY_CONFIG
  --print        prints every value in force, with secrets hidden

Environment variables, files of secrets, authorities and adapters must exist, as for start. Adapters are run as far as they
run when they are loaded, and named with their hash. Exit code 1 if there are faults.`,
  async run(argv, tools) {
    const { values } = parseArgs({
      args: [...argv],
      options: { config: { type: 'string' }, print: { type: 'boolean', default: false } },
    });
    const path = requiredConfigPath(values.config, tools);
    const config = await readRunnable(path, tools);
    if (!config) return 1;
    // They are printed already; start goes on without these servers.
    const isOver = validityFaults(config.tenants, systemClock.now()).length > 0;
    if (values.print) tools.print(showConfig(config).trimEnd());
    else if (!isOver) tools.print(`${path}: no faults`);
    for (const { slug, dialect, adapterFile } of config.tenants)
      if (adapterFile) tools.print(`${slug}: adapter ${dialect.adapter}, sha256 ${adapterFile.hash}`);
    return isOver ? 1 : 0;
  },
};
