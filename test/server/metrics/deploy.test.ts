import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createMetrics, metricsTable } from '../../../src/server/metrics/metrics.ts';
import { TROUBLE_REASONS } from '../../../src/tenants/trouble/reasons.ts';
import { standingClock } from '../../kit/clock.ts';
import { parseExposition } from '../../kit/exposition.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string };
}

const rules = (
  parse(readFileSync('deploy/prometheus/alerts.yml', 'utf8')) as { groups: { rules: Rule[] }[] }
).groups.flatMap((group) => group.rules);
const dashboards = readdirSync('deploy/grafana').map((file) =>
  JSON.parse(readFileSync(`deploy/grafana/${file}`, 'utf8')),
);
const panels: { title: string; targets: { expr: string }[] }[] = dashboards.flatMap((board) => board.panels);
const metrics = createMetrics({ clock: standingClock() });

/** Metrics that an expression names, and the labels that it asks for. */
function namesIn(expression: string): { metrics: string[]; labels: string[] } {
  const metricNames = expression.match(/\b(?:probonus|nodejs|process)_\w+/g) ?? [];
  const labels = [...expression.matchAll(/\b(\w+)\s*(?:=~|!~|!=|=(?!=))\s*"/g)].map(([, name = '']) => name);
  const grouped = [...expression.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/));
  return { metrics: metricNames, labels: [...labels, ...grouped] };
}

const expressions = [
  ...rules.map(({ expr }) => expr),
  ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
];

test('dashboards and alerts ask for metrics and labels that exist', async () => {
  const series = parseExposition(await metrics.render());
  const known = new Set([
    ...metrics.describe().flatMap(({ name }) => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]),
    ...series.map(({ name }) => name),
  ]);
  const labels = new Set([...metrics.describe().flatMap((metric) => metric.labels), 'instance', 'job', 'le']);
  expect(expressions.length).toBeGreaterThan(30);
  const unknown = expressions.flatMap((expression) => {
    const named = namesIn(expression);
    return [
      ...named.metrics.filter((name) => !known.has(name)),
      ...named.labels.filter((name) => !labels.has(name)),
    ].map((name) => `${name}: ${expression}`);
  });
  expect(unknown).toEqual([]);
});

test('every metric of ours is shown or watched', () => {
  const text = expressions.join('\n');
  const unseen = metrics.describe().filter(({ name }) => !new RegExp(`\\b${name}(_bucket)?\\b`).test(text));
  expect(unseen.map(({ name }) => name)).toEqual([
    'probonus_tenants',
    'probonus_staff_sessions',
    'probonus_people_refused',
  ]);
});

test('reasons in alerts are reasons of the table, and every alert says how bad it is and what is wrong', () => {
  const reasons = rules.flatMap(({ expr }) =>
    [...expr.matchAll(/reason[!=]~"([^"]*)"/g)].flatMap(([, list = '']) => list.split('|')),
  );
  expect(reasons.filter((reason) => !TROUBLE_REASONS.some((known) => known === reason))).toEqual([]);
  expect(reasons.length).toBeGreaterThan(5);
  for (const { labels, annotations } of rules) {
    expect(['critical', 'warning']).toContain(labels.severity);
    expect(annotations.summary).not.toBe('');
  }
});

test('every metric is documented as the code has it', () => {
  expect(readFileSync('docs/monitoring.md', 'utf8')).toContain(
    `npm run codegen\` -->\n\n${metricsTable(metrics)}\n<!-- end`,
  );
});
