import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { TROUBLE_REASONS } from '../../src/tenants/trouble/reasons.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly runbook?: string };
}

const { groups } = parse(readFileSync('deploy/prometheus/alerts.yml', 'utf8')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);

/** The sections of a chapter: heading → text. */
function sectionsOf(page: string, chapter: number): Map<string, string> {
  const [, text = ''] = readFileSync(page, 'utf8')
    .split(/^## .*$/m)
    .slice(chapter);
  return new Map(
    text
      .split(/^### /m)
      .slice(1)
      .map((section) => {
        const end = section.indexOf('\n');
        return [section.slice(0, end), section.slice(end).trim()];
      }),
  );
}

const PAGES = [
  ['docs/runbook.md', /\*\*Look\*\*[\s\S]*\*\*do\*\*/i],
  ['docs/ru/runbook.md', /\*\*Посмотр[\s\S]*\*\*сдела/i],
] as const;

test.each(PAGES)('%s has a section for each alert and for each trouble: where to look, what to do', (page, form) => {
  const alerts = sectionsOf(page, 0);
  const troubles = sectionsOf(page, 1);
  expect([...alerts.keys()].sort()).toEqual(rules.map(({ alert }) => alert).sort());
  expect([...troubles.keys()]).toEqual(TROUBLE_REASONS);
  const without = [...alerts, ...troubles].filter(([, text]) => !form.test(text));
  expect(without.map(([heading]) => heading)).toEqual([]);
});

test('each alert leads to its section: those of a trouble to that of its reason', () => {
  for (const { alert, expr, annotations } of rules) {
    const isOfReason = /by \([^)]*\breason\b/.test(expr);
    const anchor = isOfReason ? '{{ $labels.reason | toLower }}' : alert.toLowerCase();
    expect(annotations.runbook).toBe(`docs/runbook.md#${anchor}`);
  }
});
