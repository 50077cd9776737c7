import { afterAll } from 'vitest';
import { type PostgresServer, startPostgres } from './postgres-server.ts';

/** A real PostgreSQL until the file's tests are over. Without one the tests are skipped, which is said aloud: `test.skipIf`. */
export async function givenPostgres(): Promise<PostgresServer & { readonly isMissing: boolean }> {
  const server = await startPostgres();
  afterAll(() => server?.stop());
  if (server) return { ...server, isMissing: false };
  process.stderr.write('SKIPPED: there is no PostgreSQL on this machine, so what needs it is not tested\n');
  const missing = () => Promise.reject(new Error('there is no PostgreSQL on this machine'));
  const all = { database: missing, cutConnections() {}, pause: () => () => {}, restart: missing, stop: missing };
  return { ...all, isMissing: true };
}
