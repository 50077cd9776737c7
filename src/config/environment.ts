import type { LooseFault } from './faults.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process: the only place that reads it. */
export function processEnvironment(): Environment {
  return process.env;
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface EnvironmentSettings {
  readonly production: boolean;
  readonly host: string | null;
  readonly port: number | null;
  /** LOG_LEVEL; null: that of the file. */
  readonly logLevel: LogLevel | null;
  /** GATEWAY_CONFIG: the file to use if the command line names none. */
  readonly configPath: string | null;
}

/** Settings from the environment; an empty variable counts as absent. */
export function readEnvironment(env: Environment): { settings: EnvironmentSettings; faults: LooseFault[] } {
  const faults: LooseFault[] = [];
  const portText = env.PORT || null;
  const port = portText === null ? null : portNumber(portText);
  if (portText !== null && port === null) {
    faults.push({ path: [], message: 'the environment variable PORT must be a port number, 0 to 65535' });
  }
  const levelText = env.LOG_LEVEL?.toLowerCase() || null;
  const logLevel = LOG_LEVELS.find((level) => level === levelText) ?? null;
  if (levelText !== null && logLevel === null) {
    faults.push({ path: [], message: `the environment variable LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}` });
  }
  const production = env.NODE_ENV === 'production';
  if (production && env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    faults.push({
      path: [],
      message:
        'the environment variable NODE_TLS_REJECT_UNAUTHORIZED=0 lets anybody answer in place of a server: remove it; upstream.tls of a tenant names a certificate authority of its own',
    });
  }
  const settings: EnvironmentSettings = {
    production,
    host: env.HOST || null,
    port,
    logLevel,
    configPath: env.GATEWAY_CONFIG || null,
  };
  return { settings, faults };
}

/** 0 to 65535, or null. */
export function portNumber(text: string): number | null {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : null;
}
