import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const NONE = { lost: 0, doubled: 0, falselyFailed: 0, contradicted: 0, unfinished: 0, findings: [] };

test('two gateways on one PostgreSQL that is restarted, paused and loses its connections: nothing lost, doubled or falsely failed', async () => {
  const size = ['--operations', '200', '--kills', '3', '--faults', '80', '--database-faults', '3'];
  const args = ['scripts/crash.mjs', '--store', 'postgres', '--replicas', '2', ...size, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { report } = JSON.parse(stdout);
  // Without a PostgreSQL on this machine.
  if (report === null) return;
  expect(report).toMatchObject({ ...NONE, operations: 200, databaseFaults: 3 });
}, 600_000);
