import { parseArgs } from 'node:util';
import { type Conformity, conform as conformTenant } from '../conform/conform.ts';
import { type Command, UsageError } from './command.ts';
import { readRunnable, requiredConfigPath } from './config-file.ts';
import { conformityText } from './print/conformity-text.ts';

/** Holds what the servers of a configuration tell against itself. */
export const conform: Command = {
  help: `Usage: probonus-gateway conform --config gateway.yaml [--tenant saturn] [--json]

  --config FILE   the configuration; default: GATEWAY_CONFIG
  --tenant SLUG   only this tenant; can be repeated
  --json          prints JSON: { "tenants": [ { slug, ok, features: [ { feature, operation, verdict, text } ], shown, calls } ] }

Reads through the graph, as clients do, and compares the answers. FITS: they agree. SUSPECT: they contradict each other, and
did so again a minute later. UNTOLD: nothing to compare, or refused. At most 300 calls to a server, four at once, and five
minutes. Changes nothing.
Exit code 1 if anything is SUSPECT.`,
  async run(argv, tools) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        config: { type: 'string' },
        tenant: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
      },
    });
    const config = await readRunnable(requiredConfigPath(values.config, tools), tools);
    if (!config) return 1;
    const slugs = config.tenants.map(({ slug }) => slug);
    const unknown = values.tenant?.find((slug) => !slugs.includes(slug));
    if (unknown !== undefined) throw new UsageError(`there is no tenant "${unknown}": ${slugs.join(', ')}`);

    const found: Conformity[] = [];
    for (const tenant of config.tenants.filter(({ slug }) => values.tenant?.includes(slug) ?? true)) {
      const conformity = await conformTenant({ config, tenant });
      found.push(conformity);
      if (!values.json) tools.print(conformityText(conformity));
    }
    if (values.json) tools.print(JSON.stringify({ tenants: found }, null, 2));
    return found.every(({ ok }) => ok) ? 0 : 1;
  },
};
