import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DECISION_TABLE, decisionOf, type Seen } from '../../../src/intents/read-back/decision-table.ts';

const VALUES: { readonly [Name in keyof Seen]: readonly Seen[Name][] } = {
  rows: ['ONE', 'DOUBLED', 'PARTS', 'ODD', 'NONE'],
  claims: ['AGREE', 'CHANGED'],
  history: ['WHOLE', 'CUT'],
  controls: ['SEEN', 'UNSEEN', 'NONE'],
  reasons: ['KEPT', 'UNKNOWN'],
  strangers: ['NONE', 'SOME', 'UNNOTED'],
};

/** Every combination of what can be seen. */
const CASES = Object.entries(VALUES).reduce<readonly Record<string, string>[]>(
  (cases, [name, values]) => cases.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
  [{}],
) as unknown as readonly Seen[];

test('each of all cases is decided by the first row that fits it', () => {
  expect(CASES).toHaveLength(360);
  const decided = new Set<number>();
  for (const seen of CASES) {
    const fits = DECISION_TABLE.findIndex(({ when }) =>
      Object.entries(when).every(([name, value]) => seen[name as keyof Seen] === value),
    );
    expect(decisionOf(seen)).toBe(DECISION_TABLE[fits]);
    decided.add(fits);
  }
  // No row is in vain.
  expect(decided.size).toBe(DECISION_TABLE.length);
});

test('rows that were seen are never told to be absent, and absence needs a control and a proof that nothing hides', () => {
  for (const seen of CASES) {
    const { decision } = decisionOf(seen);
    if (seen.rows !== 'NONE') expect(decision).toBe(seen.rows === 'ODD' ? 'AMBIGUOUS' : 'FOUND');
    if (decision !== 'ABSENT') continue;
    expect(seen).toMatchObject({ rows: 'NONE', claims: 'AGREE', history: 'WHOLE', controls: 'SEEN' });
    expect(seen.reasons === 'KEPT' || seen.strangers === 'NONE').toBe(true);
  }
});

test('the README shows the table as it is', () => {
  const readme = readFileSync(new URL('../../../src/intents/README.md', import.meta.url), 'utf8');
  expect(readme).toContain(tableText());
});

/** The table in Markdown, as the README of the intents has it. */
function tableText(): string {
  const rows = DECISION_TABLE.map(({ when, decision, because }) => {
    const seen = Object.entries(when).map(([name, value]) => `${name}: ${value}`);
    return `| ${seen.join(', ')} | ${decision} | ${because} |`;
  });
  return ['| What was seen | Decision | Why |', '|---|---|---|', ...rows].join('\n');
}
