import { parseArgs } from 'node:util';
import type { GatewayConfig } from '../config/gateway-config.ts';
import { GRAPHIQL_MISSING, isGraphiQLInstalled } from '../server/graphiql/installed.ts';
import type { Command } from './command.ts';
import { configPath, readRunnable } from './config-file.ts';
import { createConfigFiles, createReload } from './run/reload.ts';

/** Runs the gateway on the servers of a configuration file until a signal stops it. */
export const start: Command = {
  help: `Usage: probonus-gateway start --config gateway.yaml

  --config FILE  the configuration; default: GATEWAY_CONFIG

HOST, PORT and LOG_LEVEL override the file. SIGTERM and SIGINT drain and stop within
server.drainSeconds and 12 s; a second one ends at once. SIGHUP, or a change of the file, of secrets
or of an adapter, reloads tenants, keys, limits, CORS and GraphiQL without dropping a request; faults are reported and change nothing.`,
  async run(argv, tools) {
    const { values } = parseArgs({ args: [...argv], options: { config: { type: 'string' } } });
    const path = configPath(values.config, tools.env);
    if (path === null) {
      tools.printError(NO_CONFIG);
      return 1;
    }
    const files = createConfigFiles();
    files.add(path);
    const config = await readRunnable(path, tools, (name) => files.readFile(name));
    if (!config) return 1;
    if (!config.production) tools.printError(NOT_PRODUCTION, 'warn');
    if (config.graphiql && !isGraphiQLInstalled()) tools.printError(GRAPHIQL_MISSING, 'warn');
    if (config.staffSessions && config.intents.store !== 'postgres')
      tools.printError(`${path}: ${OWN_SESSIONS}`, 'warn');
    if (sharesNoLogin(config)) tools.printError(`${path}: ${OWN_LOGINS}`, 'warn');

    const gateway = await tools.startGateway({ config });
    tools.print(`${config.tenants.map(({ slug }) => slug).join(', ')} at ${gateway.url}/graphql`);
    if (gateway.publicUrl) tools.print(`for clients at ${gateway.publicUrl.replace(/\/+$/, '')}/graphql`);
    if (gateway.adminUrl) tools.print(`readiness of each tenant at ${gateway.adminUrl}/readyz?verbose`);
    const reload = createReload({ path, tools, config, files, apply: gateway.reload });
    tools.onHangup(reload.now);
    await tools.stopped();
    await reload.stop();
    await gateway.close();
    return 0;
  },
};

const NOT_PRODUCTION =
  'NODE_ENV is not "production": GraphiQL, introspection and suggestions are on unless the file says otherwise, and secrets may stand in it. For real servers set NODE_ENV=production.';

const OWN_SESSIONS = 'sessions of staff are kept in memory: each gateway knows its own, and a restart ends them';

const OWN_LOGINS =
  "without secrets.keys gateways on one PostgreSQL share no token: each logs in by itself, and on a server with one session per login they end each other's";

/** Production refuses such a file. */
function sharesNoLogin({ intents, secrets, tenants }: GatewayConfig): boolean {
  const hasLogin = tenants.some(({ credentials }) => 'login' in credentials);
  return intents.store === 'postgres' && secrets.keys.length === 0 && hasLogin;
}

const NO_CONFIG = `No configuration file is given. Do one of these:
  * start --config gateway.yaml, or set GATEWAY_CONFIG to the path of the file. Copy gateway.example.yaml to begin with;
    \`check-config --config gateway.yaml\` lists its faults.
  * outside production (NODE_ENV is not "production"), run the demo: \`npm start\` or \`probonus-gateway demo\`.`;
