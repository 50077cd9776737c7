import { parseArgs } from 'node:util';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { type Conformity, conform as conformTenant } from '../conform/conform.ts';
import { type FeatureResult, overall } from '../conform/verdict.ts';
import type { ConformRequest } from '../conform/write/operator-action.ts';
import { type Command, type Tools, UsageError } from './command.ts';
import { chosenTenants, readRunnable, requiredConfigPath } from './config-file.ts';
import { throughGateway } from './operate.ts';
import { conformityText } from './print/conformity-text.ts';

/** Exit code. */
const NOTHING_COMPARED = 3;

/** Holds what the servers of a configuration tell against itself. */
export const conform: Command = {
  help: `Usage: probonus-gateway conform --config gateway.yaml [--tenant saturn] [--write CARD] [--json]

  --config FILE   the configuration; default: GATEWAY_CONFIG
  --tenant SLUG   only this tenant; can be repeated
  --write CARD    number of a test card: moves 1.00 there and back and changes a note, through the running gateway, whose
                  server.adminPort the configuration must have
  --json          prints JSON: { "tenants": [ { slug, ok, features: [ { feature, operation, verdict, text } ], shown, calls } ] }

Reads through the graph, as clients do, and compares the answers. FITS: they agree. SUSPECT: they contradict each other, and
did so again a minute later. UNTOLD: nothing to compare, or refused. At most 300 calls to a server, four at once, and five
minutes. Changes nothing without --write.
Exit code 1 if anything is SUSPECT, else 3 if nothing could be compared, as where a server cannot be reached.`,
  async run(argv, tools) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        config: { type: 'string' },
        tenant: { type: 'string', multiple: true },
        write: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const config = await readRunnable(requiredConfigPath(values.config, tools), tools);
    if (!config) return 1;
    const tenants = chosenTenants(config, values.tenant);
    const { write } = values;
    if (write !== undefined && tenants.length > 1)
      throw new UsageError('--write concerns one server: choose it with --tenant');
    if (write !== undefined && config.server.adminPort === null)
      throw new UsageError('--write goes through the running gateway, and needs server.adminPort');

    const found: Conformity[] = [];
    for (const tenant of tenants) {
      const written =
        write === undefined
          ? []
          : await writeThrough(config, { action: 'conform', tenant: tenant.slug, card: write }, tools);
      if (!written) return 1;
      const read = await conformTenant({ config, tenant });
      const features = [...written, ...read.features];
      const conformity = { ...read, features, ok: overall(features) === 'FITS' };
      found.push(conformity);
      if (!values.json) tools.print(conformityText(conformity));
    }
    if (values.json) tools.print(JSON.stringify({ tenants: found }, null, 2));
    const verdicts = found.map(({ features }) => overall(features));
    return verdicts.includes('SUSPECT') ? 1 : verdicts.includes('UNTOLD') ? NOTHING_COMPARED : 0;
  },
};

/** Null after what went wrong was printed. */
async function writeThrough(
  config: GatewayConfig,
  request: ConformRequest,
  tools: Tools,
): Promise<FeatureResult[] | null> {
  const answer = await throughGateway(config, request);
  if (answer && 'lines' in answer) return JSON.parse(answer.lines[0] ?? '[]');
  tools.printError(
    answer ? answer.refused : 'no gateway listens on server.adminPort: start it with this configuration',
  );
  return null;
}
