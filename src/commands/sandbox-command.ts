import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { portNumber } from '../config/environment.ts';
import { type Command, UsageError } from './command.ts';
import { runSandbox, type SandboxArgs } from './sandbox.ts';

const VARIANTS = ['saturn', 'jupiter'] as const satisfies readonly SandboxArgs['variant'][];

/** One emulated ProBonus server, until the process is told to stop. */
export const sandbox: Command = {
  name: 'sandbox',
  summary: 'one emulated ProBonus alone',
  help: `Usage: probonus-gateway sandbox [--port 11030] [--host 127.0.0.1] [--variant saturn] [--seed 1] [--data FILE]

  --port PORT     default 11030; 0 takes any free one
  --host HOST     default: loopback alone
  --variant NAME  which restaurant: ${VARIANTS.join(', ')}
  --seed NUMBER   other people and other history, the same each time
  --data FILE     keeps what is booked over restarts; else it lives in memory

/docs shows its API, /openapi.json its contract.`,
  async run(argv) {
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
    const kept = values.data === undefined ? {} : { dataFile: resolve(values.data) };
    await runSandbox({ port, host: values.host, variant, seed: Number(values.seed), ...kept });
    return 0;
  },
};
