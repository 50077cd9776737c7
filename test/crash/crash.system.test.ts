import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const NONE = { lost: 0, doubled: 0, falselyFailed: 0, contradicted: 0, unfinished: 0, findings: [] };

test('gateways killed under load: nothing lost, doubled or falsely failed; and what should be caught is', async () => {
  const args = ['scripts/crash.mjs', '--operations', '300', '--kills', '5', '--faults', '130', '--controls', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { report, controls } = JSON.parse(stdout);
  expect(report).toMatchObject({ ...NONE, operations: 300 });
  expect(report.kills).toBeGreaterThanOrEqual(5);
  expect(report.faults).toBeGreaterThan(80);
  expect(controls.settleTime.falselyFailed).toBeGreaterThan(0);
  expect(controls.resend.doubled).toBeGreaterThan(0);
}, 600_000);
