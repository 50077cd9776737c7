import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sourceOf, TROUBLE_REASONS, TROUBLES, type TroubleReason } from '../../../src/tenants/trouble/reasons.ts';
import { parseExposition, type Series } from '../../kit/exposition.ts';
import { givenPostgres } from '../../kit/given-postgres.ts';
import { ANSWERS } from './ways/answers.ts';
import { REACH } from './ways/reach.ts';
import { notShared, STATES } from './ways/states.ts';
import { type Line, openScene, type Scene, type Ways } from './ways/way.ts';

const postgres = await givenPostgres();

/** A way for each reason: the type lets none be forgotten. */
const WAYS: Ways<TroubleReason> = { ...REACH, ...ANSWERS, ...STATES, LOGIN_NOT_SHARED: () => notShared(postgres) };

const MINUTES = 12;
/** Samples by minute, of each series that was scraped while a trouble lasted. */
const scraped = new Map<string, number[]>();

const WATCHED = [
  'probonus_tenant_trouble_seconds',
  'probonus_value_moves',
  'probonus_value_move_alarms',
  'probonus_intent_log_up',
];

const slugOf = (reason: TroubleReason) => reason.toLowerCase().replaceAll('_', '-');

async function troubleSeries({ metrics }: Scene): Promise<Series[]> {
  return parseExposition(await metrics()).filter(({ name }) => WATCHED.includes(name));
}
const agesOf = (series: readonly Series[]) =>
  Object.fromEntries(
    series.flatMap(({ name, labels, value }) =>
      name === WATCHED[0] ? [[`${labels.tenant} ${labels.reason}`, value]] : [],
    ),
  );

/** What is scraped each minute, as Prometheus does. */
async function watch(scene: Scene, instance: string): Promise<void> {
  for (let minute = 0; minute <= MINUTES; minute++) {
    if (minute > 0) scene.clock.advance(60_000);
    for (const { name, labels, value } of await troubleSeries(scene)) {
      const text = Object.entries({ ...labels, instance }).map(([label, word]) => `${label}="${word}"`);
      const key = `${name}{${text}}`;
      scraped.set(key, [...(scraped.get(key) ?? []), value]);
    }
  }
}

const isTold = ({ level, trouble }: Line) => level >= 40 || trouble !== undefined;

test.each(TROUBLE_REASONS)(
  '%s: one line when it begins, metric and readiness while it lasts, one line when it ends',
  async (reason) => {
    if (reason === 'LOGIN_NOT_SHARED' && postgres.isMissing) return;
    const { options, begin, end, facts = {}, beside = [], lines: others = [], look } = WAYS[reason]();
    const slug = slugOf(reason);
    const scene = await openScene(slug, options);
    await scene.read();
    expect(await scene.reasons()).toEqual([]);
    scene.lines.length = 0;

    await begin(scene);
    const told = scene.lines.filter(isTold);
    const ours = told.filter(({ trouble }) => trouble === reason);
    expect(ours).toEqual([
      {
        level: beside.length > 0 ? 30 : 40,
        time: expect.any(Number),
        tenant: slug,
        trouble: reason,
        ...facts,
        since: expect.stringMatching(/^2026-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        msg: `a tenant is in trouble: ${TROUBLES[reason].meaning}`,
      },
    ]);
    expect(told.filter((line) => !ours.includes(line)).map(({ trouble, msg }) => trouble ?? msg)).toEqual([
      ...others,
      ...beside,
    ]);

    const { since } = ours[0] as Line & { since: string };
    expect((await scene.status()).troubles).toContainEqual({ reason, ...facts, since });
    expect((await scene.reasons()).sort()).toEqual([reason, ...beside].sort());
    const age = (scene.clock.now() - Date.parse(since)) / 1000;
    expect(agesOf(await troubleSeries(scene))).toMatchObject({ [`${slug} ${reason}`]: age });
    const [said] = await Promise.all([look && scene.run(look.command), watch(scene, slug)]);
    if (look) expect(said).toMatch(look.says);

    await end(scene);
    await expect.poll(async () => (await scene.reasons()).includes(reason)).toBe(false);
    expect(agesOf(await troubleSeries(scene))).not.toHaveProperty(`${slug} ${reason}`);
    const seconds = Math.round((scene.clock.now() - Date.parse(since)) / 1000);
    expect(scene.lines.filter(({ trouble }) => trouble === reason).slice(1)).toMatchObject([
      { level: 30, tenant: slug, trouble: reason, ...facts, since, seconds, msg: 'a trouble of a tenant is over' },
    ]);
    expect(JSON.stringify(scene.lines.filter(isTold))).not.toMatch(/canary|127\.0\.0\.1|nothing\.invalid/);
  },
);

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
if (!hasPromtool) console.warn("SKIPPED: promtool is not there; it comes with Debian's package prometheus");

/** As Prometheus writes a time below an hour. */
const duration = (seconds: number) => `${Math.floor(seconds / 60)}m ${Math.floor(seconds % 60)}s`;

/** By which guests are not served, and not by an operation that fails. */
const keepsAllAway = (reason: TroubleReason) => ['connection', 'login'].includes(sourceOf(reason));

test.skipIf(!hasPromtool)('the alert of each trouble fires on what was scraped, and leads to its page', () => {
  const troubles = [...scraped].flatMap(([series, values]) => {
    const [, tenant, reason] = /^probonus_tenant_trouble_seconds\{tenant="(.*?)",reason="(.*?)"/.exec(series) ?? [];
    return tenant && reason ? [{ tenant, reason: reason as TroubleReason, values }] : [];
  });
  const made = TROUBLE_REASONS.filter((reason) =>
    troubles.some((one) => one.reason === reason && one.tenant === slugOf(reason)),
  );
  const possible = TROUBLE_REASONS.filter((reason) => !postgres.isMissing || reason !== 'LOGIN_NOT_SHARED');
  expect(made).toEqual(possible);

  const alertsAt = (minute: number, severity: string, isMeant: (reason: TroubleReason) => boolean, text: string) =>
    troubles
      .filter(({ reason }) => isMeant(reason))
      .map(({ tenant, reason, values }) => ({
        exp_labels: { severity, tenant, reason },
        exp_annotations: {
          summary: `${text.replace('TENANT', tenant)}: ${reason} for ${duration(values[minute] ?? 0)}`,
          runbook: `docs/runbook.md#${reason.toLowerCase()}`,
        },
      }));
  const ofMoves = (labels: object, summary: string, alert: string) => ({
    exp_labels: { severity: 'critical', ...labels },
    exp_annotations: { summary: `1 value moves ${summary}: see intents list`, runbook: `docs/runbook.md#${alert}` },
  });
  const isOfMoves = (reason: TroubleReason) => reason === 'STUCK_MOVES' || reason === 'MOVE_ALARMS';
  const stuck = ofMoves({ state: 'STUCK' }, 'wait for an operator', 'valuemovesstuck');
  const alarm = ofMoves({ alarm: 'DOUBLED' }, 'have the alarm DOUBLED', 'valuemovealarm');
  // The page of LOGIN_NOT_SHARED says that this one fires too.
  const instance = slugOf('LOGIN_NOT_SHARED');
  const logDown = {
    exp_labels: { severity: 'critical', instance },
    exp_annotations: {
      summary: `${instance} cannot write the log of value moves: no value moves`,
      runbook: 'docs/runbook.md#intentlogdown',
    },
  };
  const rules = [
    ['1m', 'TenantInTrouble', []],
    ['3m', 'TenantInTrouble', alertsAt(3, 'warning', (reason) => !isOfMoves(reason), 'TENANT')],
    ['9m', 'TenantUnreachable', []],
    ['12m', 'TenantUnreachable', alertsAt(12, 'critical', keepsAllAway, 'Guests of TENANT are not served')],
    ['1m', 'ValueMovesStuck', [stuck]],
    ['1m', 'ValueMoveAlarm', [alarm]],
    ['3m', 'IntentLogDown', postgres.isMissing ? [] : [logDown]],
  ].map(([eval_time, alertname, exp_alerts]) => ({ eval_time, alertname, exp_alerts }));

  const folder = mkdtempSync(join(tmpdir(), 'alerts-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'every-trouble.test.yml');
  const input_series = [...scraped].map(([series, values]) => ({ series, values: values.join(' ') }));
  const tests = [{ interval: '1m', input_series, alert_rule_test: rules }];
  const rule_files = [resolve('deploy/prometheus/alerts.yml')];
  writeFileSync(file, JSON.stringify({ rule_files, evaluation_interval: '1m', tests }));
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
  expect(`${status} ${stdout}${stderr}`).toMatch(/^0 .*SUCCESS/s);

  const headings = readFileSync('docs/runbook.md', 'utf8').match(/(?<=^### ).*$/gm) ?? [];
  const anchors = headings.map((heading) => heading.toLowerCase());
  const linked = JSON.stringify(rules).match(/(?<=runbook\.md#)\w+/g) ?? [];
  expect(linked.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
});
