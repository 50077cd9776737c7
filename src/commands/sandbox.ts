import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { portNumber } from '../config/environment.ts';
import { formatFaults } from '../config/faults.ts';
import { loadDialect } from '../config/load.ts';
import { isEmulated, type SandboxDialect } from '../sandbox/dialect/dialect.ts';
import type { FaultRule } from '../sandbox/failures/faults.ts';
import { readFaultRules } from '../sandbox/failures/read-faults.ts';
import { REHEARSAL_RULES } from '../sandbox/failures/rehearsals.ts';
import { createSandbox, type SandboxOptions } from '../sandbox/sandbox.ts';
import { type Command, type Tools, UsageError } from './command.ts';

const VARIANTS = ['saturn', 'jupiter'] as const satisfies readonly SandboxOptions['variant'][];

/** What the sandbox has of the dialect of a file; null after all its faults were printed. */
function readDialect(path: string, { printError }: Tools): Partial<SandboxDialect> | null {
  let content: Uint8Array;
  try {
    content = readFileSync(path);
  } catch {
    throw new UsageError(`the file of --dialect cannot be read: ${path}`);
  }
  const result = loadDialect(content);
  if ('faults' in result) {
    printError(formatFaults(path, result.faults));
    return null;
  }
  const others = result.lines.filter((line) => !isEmulated(line));
  if (others.length > 0) printError(`${path}: the sandbox emulates all lines but ${others.join(', ')}`);
  const { listEnvelope, ...dialect } = result.dialect;
  return listEnvelope === 'auto' ? dialect : { ...dialect, listEnvelope };
}

/** One emulated ProBonus server, until a signal stops it. */
export const sandbox: Command = {
  help: `Usage: probonus-gateway sandbox [--port 11030] [--host 127.0.0.1] [--variant saturn] [--seed 1] [--dialect FILE] [--data FILE] [--faults FILE]

  --port PORT     default 11030; 0 takes any free port
  --host HOST     default: loopback only
  --variant NAME  the restaurant: ${VARIANTS.join(', ')}
  --seed NUMBER   seed of people and history; the same seed gives the same data
  --dialect FILE  differences from the contract, as they stand under a tenant or as doctor prints them
  --data FILE     keeps booked operations over restarts; default: in memory
  --faults FILE   how it fails: a YAML or JSON list of rules, or \`rehearsals\` for the amounts and phones of the demo

/docs shows its API and the failures that can be rehearsed, /openapi.json its contract.`,
  async run(argv, tools) {
    const { print, stopped } = tools;
    const { values } = parseArgs({
      args: [...argv],
      options: {
        port: { type: 'string', default: '11030' },
        host: { type: 'string', default: '127.0.0.1' },
        variant: { type: 'string', default: 'saturn' },
        seed: { type: 'string', default: '1' },
        dialect: { type: 'string' },
        data: { type: 'string' },
        faults: { type: 'string' },
      },
    });
    const port = portNumber(values.port);
    const variant = VARIANTS.find((name) => name === values.variant);
    if (port === null) throw new UsageError('--port must be 0 to 65535');
    if (!variant) throw new UsageError(`--variant must be one of ${VARIANTS.join(', ')}`);
    if (!/^\d{1,9}$/.test(values.seed)) throw new UsageError('--seed must be a number');
    const dialect = values.dialect === undefined ? {} : readDialect(values.dialect, tools);
    if (!dialect) return 1;
    const options: SandboxOptions = { port, host: values.host, variant, seed: Number(values.seed), dialect };
    if (values.data !== undefined) options.dataFile = resolve(values.data);
    if (values.faults !== undefined) options.faults = readFaults(values.faults);
    const server = await createSandbox(options).catch((error: unknown) => {
      throw error instanceof RangeError ? new UsageError(error.message) : error;
    });
    print(`emulated ProBonus: ${server.url}
API documentation: ${server.origin}/docs
login admin, password admin; or the token ${variant}-gateway-token`);
    await stopped();
    await server.close();
    return 0;
  },
};

/** Throws a UsageError that says what is wrong with the file. */
function readFaults(file: string): readonly FaultRule[] {
  if (file === 'rehearsals') return REHEARSAL_RULES;
  let written: unknown;
  try {
    written = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--faults: ${error instanceof Error ? error.message : 'the file cannot be read'}`);
  }
  const rules = readFaultRules(written);
  if ('fault' in rules) throw new UsageError(`--faults: ${rules.fault}`);
  return rules;
}
