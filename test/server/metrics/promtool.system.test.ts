import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { createMetrics } from '../../../src/server/metrics/metrics.ts';

const promtool = (args: string[], input = '') =>
  spawnSync('promtool', args, { cwd: 'deploy/prometheus', encoding: 'utf8', input });
const isThere = promtool(['--version']).status === 0;
if (!isThere) console.warn("SKIPPED: promtool is not there; it comes with Debian's package prometheus");

test
  .skipIf(!isThere)
  .each([
    [['check', 'rules', 'alerts.yml']],
    [['check', 'config', 'prometheus.yml']],
    [['test', 'rules', 'alerts.test.yml']],
  ])('promtool %j succeeds', (args) => {
  const { status, stdout, stderr } = promtool(args);
  expect(`${status} ${stdout}${stderr}`).toMatch(/^0 .*SUCCESS/s);
});

test.skipIf(!isThere)('promtool finds nothing to say about the names and the form of the metrics', async () => {
  const { status, stdout, stderr } = promtool(
    ['check', 'metrics'],
    await createMetrics({ clock: systemClock }).render(),
  );
  const ours = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('probonus') || line.includes('error'));
  // 0: nothing to say; 3: remarks, of which those on Node's own metrics are not ours to mend.
  expect({ ours, isRead: status === 0 || status === 3 }).toEqual({ ours: [], isRead: true });
});
