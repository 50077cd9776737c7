import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { didYouMean } from '../config/faults.ts';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { ROLE_NAMES } from '../config/scopes.ts';
import { systemClock } from '../lib/clock.ts';
import { isRecord } from '../lib/is-record.ts';
import { hashKey, newKey } from '../tenants/api-keys.ts';
import { type Command, type Tools, UsageError } from './command.ts';
import { readConfig, requiredConfigPath } from './config-file.ts';
import { type KeyStatus, keysText, keyViews } from './print/keys-text.ts';
import { adminOrigin } from './run/admin-origin.ts';

/** Creates a key, or lists those of a configuration. */
export const keys: Command = {
  help: `Usage: probonus-gateway keys create --id ID --tenant SLUG --role ROLE
       probonus-gateway keys list --config gateway.yaml [--json]

  create         prints a new key once, and the entry of the configuration with its hash
  list           keys, roles, expiry and last use since start; the running gateway is asked for the use, else it is unknown

  --id ID        name of the client that will use the key: a-z, 0-9 and -, at most 32
  --tenant SLUG  the only tenant that the key sees
  --role ROLE    ${ROLE_NAMES.join(', ')}; can be repeated
  --config FILE  the configuration to list; default: GATEWAY_CONFIG
  --json         prints JSON: { "keys": [ … ] }

The key is printed once and stored nowhere: the configuration holds only its hash.
To rotate a key without a gap, add the new entry under the same id, switch the client, then remove the old entry.`,
  async run(argv, tools) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        id: { type: 'string' },
        tenant: { type: 'string' },
        role: { type: 'string', multiple: true },
        config: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    const [action, ...more] = positionals;
    if (more.length > 0 || (action !== 'create' && action !== 'list'))
      throw new UsageError('the actions are create and list');
    if (action === 'list') {
      if (values.id !== undefined || values.tenant !== undefined || values.role)
        throw new UsageError('--id, --tenant and --role are for create');
      return list(requiredConfigPath(values.config, tools), values.json, tools);
    }
    if (values.config !== undefined || values.json) throw new UsageError('--config and --json are for list');
    const { id, tenant, role: roles = [] } = values;
    if (id === undefined || tenant === undefined || roles.length === 0) {
      throw new UsageError('--id, --tenant and --role are required');
    }
    const names = roles.flatMap((role) => role.split(','));
    if (!/^[a-z0-9-]{1,32}$/.test(id)) throw new UsageError('--id must be 1 to 32 of a-z, 0-9 and -');
    if (!/^[a-z0-9-]{1,32}$/.test(tenant)) throw new UsageError('--tenant must be a slug: 1 to 32 of a-z, 0-9 and -');
    for (const name of names) {
      if (!ROLE_NAMES.some((role) => role === name)) {
        throw new UsageError(`there is no role "${name}"${didYouMean(name, ROLE_NAMES)}: ${ROLE_NAMES.join(', ')}`);
      }
    }
    const { key } = newKey(id);
    tools.print(`The key, printed only once:

${key}

Add to the configuration:

apiKeys:
  - { id: ${scalar(id)}, tenant: ${scalar(tenant)}, hash: "sha256:${hashKey(key)}", roles: [${names.join(', ')}] }`);
    return 0;
  },
};

async function list(path: string, json: boolean, tools: Tools): Promise<number> {
  const config = readConfig(path, tools);
  if (!config) return 1;
  const views = keyViews(config.apiKeys, await runningKeys(config), systemClock.now());
  tools.print(json ? JSON.stringify({ keys: views }, null, 2) : keysText(views));
  return 0;
}

const PATIENCE_MS = 2_000;

/** The keys that the running gateway tells of, on its admin port or to loopback; null where none answers. */
async function runningKeys({ server }: GatewayConfig): Promise<readonly KeyStatus[] | null> {
  const patience = new AbortController();
  const relax = systemClock.after(PATIENCE_MS, () => patience.abort());
  try {
    const response = await fetch(`${adminOrigin(server)}/readyz?verbose`, { signal: patience.signal });
    const status: unknown = await response.json();
    return isRecord(status) && Array.isArray(status.keys) ? status.keys : null;
  } catch {
    return null;
  } finally {
    relax();
  }
}

/** A YAML scalar, quoted where YAML would read another type, such as 007 or null. */
function scalar(text: string): string {
  return stringify(text).trim();
}
