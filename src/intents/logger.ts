/** What of a logger this floor needs; pino's fits. */
export interface IntentsLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export const silentLog: IntentsLog = { info: () => {}, warn: () => {}, error: () => {} };
