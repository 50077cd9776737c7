import { isRecord } from '../../lib/is-record.ts';
import type { Findings } from '../diagnosis.ts';
import { documentNeeds } from './document-needs.ts';
import type { Need, NeedsOptions } from './need.ts';
import { envelopeIn, rowsIn } from './raw-rows.ts';
import { rowNeeds } from './row-needs.ts';

/** What an adapter must do, each recipe once; of no single operation where several need it. */
export function needsOf(options: NeedsOptions): Need[] {
  const { answers, dialect } = options;
  const needs = [
    ...answerNeeds(answers),
    ...documentNeeds(options),
    ...rowNeeds('accounts.list', rowsIn(answers.get('accounts.list')), dialect),
    ...rowNeeds('operations.list', rowsIn(answers.get('operations.list')), dialect),
  ];
  return needs.flatMap((need, index) => {
    const same = needs.filter(({ recipe }) => recipe === need.recipe);
    if (same[0] !== needs[index]) return [];
    return [same.every(({ operation }) => operation === need.operation) ? need : { ...need, operation: null }];
  });
}

export function reportNeeds(needs: readonly Need[], findings: Findings): void {
  for (const { recipe, text, operation } of needs) {
    findings.add('warning', 'NEEDS_ADAPTER', `${text}: recipe "${recipe}"`, operation);
  }
}

function answerNeeds(answers: NeedsOptions['answers']): Need[] {
  const needs: Need[] = [];
  for (const [operation, answer] of answers) {
    const envelope = envelopeIn(answer);
    if (envelope !== null)
      needs.push({ recipe: 'Another envelope', text: `answers stand in "${envelope}"`, operation });
    const cursor = isRecord(answer) ? Object.keys(answer).find((name) => CURSOR.test(name)) : undefined;
    if (cursor !== undefined) {
      const text = `pages go on by "${cursor}", so that rows cannot be skipped`;
      needs.push({ recipe: 'Pages by a cursor', text, operation });
    }
  }
  return needs;
}

const CURSOR = /^(next_?)?(cursor|page_?token|continuation_?token|next_?token)$/i;
