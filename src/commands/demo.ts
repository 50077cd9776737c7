import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Environment, portNumber, readEnvironment } from '../config/environment.ts';
import { formatFaults } from '../config/faults.ts';
import { loadConfig } from '../config/load.ts';
import { REHEARSAL_RULES } from '../sandbox/failures/rehearsals.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.ts';
import { defaultUsers } from '../sandbox/seed/variants.ts';
import type { DemoKey } from '../server/graphiql/graphiql.ts';
import { type Command, type Tools, UsageError } from './command.ts';
import { type DemoTenant, demoConfig, demoKeys } from './run/demo-config.ts';

/** The emulated restaurants, as tenants: their ids overlap, their data differ. */
const TENANTS = [
  { slug: 'saturn', name: 'Ресторан «Сатурн»', port: 11_030 },
  { slug: 'jupiter', name: 'Ресторан «Юпитер»', port: 11_031 },
] as const;
/** The guest of the examples, who is another person in the other restaurant. */
const GUESTS = TENANTS.map(({ slug: tenant }) => ({ tenant, phone: '+79000001042' }));
const USERS = TENANTS.flatMap(({ slug }) =>
  defaultUsers(slug)
    .filter(({ userType }) => userType === 'ORDINARY')
    .map(({ login, password }) => ({ tenant: slug, login, password })),
);

/** Two emulated ProBonus servers and the gateway in front of them, with keys for this run. */
export const demo: Command = {
  help: `Usage: probonus-gateway demo [--host HOST] [--port PORT] [--data DIR] [--keys-from TEXT]

  --host HOST  address to listen on; default: HOST, else loopback only
  --port PORT  default: PORT, else 4000; 0 takes any free port
  --data DIR   keeps booked operations and the log of value moves over restarts; default: in memory
  --keys-from TEXT  the same keys at each start with the same text, for tests; default: new keys at each start

Some amounts and phones make the emulated servers fail: /docs/failures of each lists them. The demo does not run if NODE_ENV is production.`,
  async run(argv, tools) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        host: { type: 'string' },
        port: { type: 'string' },
        data: { type: 'string' },
        'keys-from': { type: 'string' },
      },
    });
    if (values.port !== undefined && portNumber(values.port) === null)
      throw new UsageError('--port must be 0 to 65535');
    const env: Environment = {
      ...tools.env,
      HOST: values.host ?? tools.env.HOST,
      PORT: values.port ?? tools.env.PORT,
      // A log line per request would hide the keys.
      LOG_LEVEL: tools.env.LOG_LEVEL || 'warn',
    };
    if (readEnvironment(env).settings.production) {
      tools.printError('The demo does not run in production (NODE_ENV): its keys and data are invented.');
      tools.printError('Use: start --config gateway.yaml');
      return 1;
    }
    const data = values.data === undefined ? null : resolve(values.data);
    return runDemo({ data, keysFrom: values['keys-from'] ?? null }, env, tools);
  },
};

interface DemoOptions {
  readonly data: string | null;
  /** What the keys follow from; null: chance. */
  readonly keysFrom: string | null;
}

async function runDemo({ data, keysFrom }: DemoOptions, env: Environment, tools: Tools): Promise<number> {
  if (data !== null) mkdirSync(data, { recursive: true, mode: 0o700 });
  const sandboxes: Sandbox[] = [];
  const tenants: DemoTenant[] = [];
  try {
    for (const { slug, name, port } of TENANTS) {
      const options: SandboxOptions = { variant: slug, port, faults: REHEARSAL_RULES };
      if (data !== null) options.dataFile = join(data, `${slug}.journal`);
      const sandbox = await startSandbox(options);
      sandboxes.push(sandbox);
      tenants.push({ slug, name, url: sandbox.url, timeZone: sandbox.timeZone });
    }
    const keys = demoKeys(tenants, keysFrom);
    const written = demoConfig({ tenants, keys, intentsFile: data === null ? null : join(data, 'intents.db') });
    const result = loadConfig({ path: 'demo', text: JSON.stringify(written), env });
    if ('faults' in result) {
      tools.printError(formatFaults('demo', result.faults));
      return 1;
    }
    const gateway = await tools.startGateway({ config: result.config, demo: { keys, guests: GUESTS, users: USERS } });
    tools.print(greeting(gateway.url, sandboxes, keys));
    await tools.stopped();
    await gateway.close();
    return 0;
  } finally {
    await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
  }
}

/** Listens on its usual port, or on a free one where that is in use. */
async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  try {
    return await createSandbox(options);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    return createSandbox({ ...options, port: 0 });
  }
}

function greeting(url: string, sandboxes: readonly Sandbox[], keys: readonly DemoKey[]): string {
  return `
ProBonus gateway, demo: ${url}/graphql
${sandboxes.map(({ origin }, index) => `emulated ProBonus "${TENANTS[index]?.slug}": ${origin}/docs`).join('\n')}

Keys of this run (tenant, role, key):
${keys.map(({ tenant, role, key }) => `${tenant}  ${role}  ${key}`).join('\n')}

Failures that can be rehearsed, by amounts such as 13.01: ${sandboxes[0]?.origin}/docs/failures
Open the address in a browser: GraphiQL uses the first key. Or paste this:

curl -s ${url}/graphql -H 'Content-Type: application/json' -H 'Authorization: Bearer ${keys[0]?.key}' -d '${JSON.stringify({ query: FIRST_QUERY })}'
`;
}

const FIRST_QUERY =
  '{ guest(by: { phone: "+79000001042" }) { name { full } card { number balance group { name } discount { name } ' +
  'identifiers { value type { name } } operations(first: 5) { nodes { createdAt kind amount reason } } } } }';
