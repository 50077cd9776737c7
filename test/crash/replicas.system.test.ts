import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const NONE = { lost: 0, doubled: 0, falselyFailed: 0, contradicted: 0, unfinished: 0, findings: [] };

test('two gateways on one PostgreSQL that is restarted, paused and loses its connections: nothing lost, doubled or falsely failed', async ({
  skip,
}) => {
  const size = ['--operations', '200', '--kills', '3', '--faults', '80', '--database-faults', '3'];
  const args = ['scripts/crash.mjs', '--store', 'postgres', '--replicas', '2', ...size, '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { report } = JSON.parse(stdout);
  if (report === null) return skip('there is no PostgreSQL on this machine');
  expect(report).toMatchObject({ ...NONE, operations: 200, databaseFaults: 3 });
  expect(report.kills).toBeGreaterThan(0);
  expect(report.faults).toBeGreaterThan(0);
}, 600_000);
