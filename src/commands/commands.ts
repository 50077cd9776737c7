import type { Entry } from './command-line.ts';

/** Every command, one line each. */
export const COMMANDS: readonly Entry[] = [
  {
    name: 'start',
    summary: 'runs the gateway on the servers of a configuration',
    holdsSignals: true,
    load: async () => (await import('./start.ts')).start,
  },
  {
    name: 'demo',
    summary: 'runs two emulated ProBonus servers and the gateway',
    load: async () => (await import('./demo.ts')).demo,
  },
  {
    name: 'sandbox',
    summary: 'runs one emulated ProBonus server',
    load: async () => (await import('./sandbox.ts')).sandbox,
  },
  {
    name: 'doctor',
    summary: 'examines the servers of a configuration and proposes their dialects',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'conform',
    summary: 'holds what the servers of a configuration tell against itself',
    load: async () => (await import('./conform.ts')).conform,
  },
  {
    name: 'schema',
    summary: 'prints the GraphQL schema as SDL',
    load: async () => (await import('./schema.ts')).schema,
  },
  {
    name: 'keys',
    summary: 'creates an API key, lists keys and their last use',
    load: async () => (await import('./keys.ts')).keys,
  },
  {
    name: 'check-config',
    summary: 'validates a configuration file',
    load: async () => (await import('./check-config.ts')).checkConfig,
  },
  {
    name: 'health',
    summary: 'exits with 0 where the gateway answers, for the health check of a container',
    load: async () => (await import('./health.ts')).health,
  },
  {
    name: 'intents',
    summary: 'lists unfinished and stuck value moves',
    load: async () => (await import('./intents.ts')).intents,
  },
];
