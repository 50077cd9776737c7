import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { portNumber } from '../config/environment.ts';
import { createSandbox, type SandboxOptions } from '../sandbox/sandbox.ts';
import { type Command, UsageError } from './command.ts';

const VARIANTS = ['saturn', 'jupiter'] as const satisfies readonly SandboxOptions['variant'][];

/** One emulated ProBonus server, until a signal stops it. */
export const sandbox: Command = {
  help: `Usage: probonus-gateway sandbox [--port 11030] [--host 127.0.0.1] [--variant saturn] [--seed 1] [--data FILE]

  --port PORT     default 11030; 0 takes any free port
  --host HOST     default: loopback only
  --variant NAME  the restaurant: ${VARIANTS.join(', ')}
  --seed NUMBER   seed of people and history; the same seed gives the same data
  --data FILE     keeps booked operations over restarts; default: in memory

/docs shows its API, /openapi.json its contract.`,
  async run(argv, { print, stopped }) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string', default: '11030' },
        host: { type: 'string', default: '127.0.0.1' },
        variant: { type: 'string', default: 'saturn' },
        seed: { type: 'string', default: '1' },
        data: { type: 'string' },
      },
    });
    const port = portNumber(values.port);
    const variant = VARIANTS.find((name) => name === values.variant);
    if (port === null) throw new UsageError('--port must be 0 to 65535');
    if (!variant) throw new UsageError(`--variant must be one of ${VARIANTS.join(', ')}`);
    if (!/^\d{1,9}$/.test(values.seed)) throw new UsageError('--seed must be a number');
    const options: SandboxOptions = { port, host: values.host, variant, seed: Number(values.seed) };
    if (values.data !== undefined) options.dataFile = resolve(values.data);
    const server = await createSandbox(options);
    print(`emulated ProBonus: ${server.url}
API documentation: ${server.origin}/docs
login admin, password admin; or the token ${variant}-gateway-token`);
    await stopped();
    await server.close();
    return 0;
  },
};
