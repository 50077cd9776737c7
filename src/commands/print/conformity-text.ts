import type { Conformity } from '../../conform/conform.ts';
import { overall } from '../../conform/verdict.ts';
import { textTable } from './text-table.ts';

const NAMES = {
  newestOperation: 'newest operation',
  newestChange: 'newest change',
  greatestBalance: 'greatest balance',
  greatestAmount: 'greatest amount',
  kinds: 'operations by kind',
} as const satisfies Record<Conformity['shown'][number]['name'], string>;

/** What was held against each other, for people: what is suspect first. */
export function conformityText({ slug, features, shown, calls }: Conformity): string {
  const suspects = features.filter(({ verdict }) => verdict === 'SUSPECT').length;
  const heads = {
    FITS: 'nothing that the server tells contradicts itself',
    SUSPECT: `${suspects} ${suspects === 1 ? 'feature reads' : 'features read'} WRONG`,
    UNTOLD: `NOTHING could be compared: ${commonest(features.map(({ text }) => text))}`,
  } as const;
  const head = `${slug}: ${heads[overall(features)]}`;
  const order = ['SUSPECT', 'UNTOLD', 'FITS'] as const;
  const rows = order.flatMap((wanted) =>
    features.filter(({ verdict }) => verdict === wanted).map(({ verdict, feature, text }) => [verdict, feature, text]),
  );
  const parts = [head, textTable(rows)];
  if (shown.length > 0)
    parts.push(
      '  Compare with ProBonus; a wrong unit or time zone shows here alone:',
      textTable(shown.map(({ name, text }) => [NAMES[name], text])),
    );
  parts.push(`  ${calls} upstream calls`);
  return `${parts.join('\n\n')}\n`;
}

function commonest(texts: readonly string[]): string {
  const count = (text: string) => texts.filter((one) => one === text).length;
  return texts.toSorted((a, b) => count(b) - count(a))[0] ?? '';
}
