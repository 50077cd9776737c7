import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { didYouMean } from '../config/faults.ts';
import { ROLE_NAMES } from '../config/scopes.ts';
import { hashKey, newKey } from '../tenants/api-keys.ts';
import { type Command, UsageError } from './command.ts';

/** Prints a new key once, and the entry of the configuration with its hash. */
export const keys: Command = {
  help: `Usage: probonus-gateway keys create --id ID --tenant SLUG --role ROLE

  --id ID        name of the client that will use the key: a-z, 0-9 and -, at most 32
  --tenant SLUG  the only tenant that the key sees
  --role ROLE    ${ROLE_NAMES.join(', ')}; can be repeated

The key is printed once and stored nowhere: the configuration holds only its hash.
To rotate a key without a gap, add the new entry under the same id, switch the client, then remove the old entry.`,
  async run(argv, { print }) {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        id: { type: 'string' },
        tenant: { type: 'string' },
        role: { type: 'string', multiple: true },
      },
    });
    if (positionals.length !== 1 || positionals[0] !== 'create') throw new UsageError('the only action is create');
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
    print(`The key, printed only once:

${key}

Add to the configuration:

apiKeys:
  - { id: ${scalar(id)}, tenant: ${scalar(tenant)}, hash: "sha256:${hashKey(key)}", roles: [${names.join(', ')}] }`);
    return 0;
  },
};

/** A YAML scalar, quoted where YAML would read another type, such as 007 or null. */
function scalar(text: string): string {
  return stringify(text).trim();
}
