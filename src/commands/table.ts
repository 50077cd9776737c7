import type { Entry } from './command-line.ts';

/** Every command, one line each. */
export const COMMANDS: readonly Entry[] = [
  { name: 'start', summary: 'the gateway on real servers', load: async () => (await import('./start.ts')).start },
  { name: 'demo', summary: 'sandboxes and gateway together', load: async () => (await import('./demo.ts')).demo },
  {
    name: 'sandbox',
    summary: 'one emulated ProBonus alone',
    load: async () => (await import('./sandbox-command.ts')).sandbox,
  },
  {
    name: 'doctor',
    summary: 'examines the servers of a configuration',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  { name: 'schema', summary: 'prints the SDL', load: async () => (await import('./schema.ts')).schema },
  { name: 'keys', summary: 'makes an API key', load: async () => (await import('./keys.ts')).keys },
  {
    name: 'check-config',
    summary: 'every fault of a configuration file',
    load: async () => (await import('./check-config.ts')).checkConfig,
  },
  {
    name: 'intents',
    summary: 'unfinished and stuck value moves',
    load: async () => (await import('./intents.ts')).intents,
  },
];
