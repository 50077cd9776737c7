import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { noteTroubles } from '../../../src/intents/operate/note-troubles.ts';
import { troublesTable } from '../../../src/tenants/trouble/reasons.ts';
import { createTroubles } from '../../../src/tenants/trouble/troubles.ts';
import { standingClock } from '../../kit/clock.ts';

test('every reason is documented as the code has it', () => {
  expect(readFileSync('docs/monitoring.md', 'utf8')).toContain(`npm run codegen\` -->\n\n${troublesTable()}\n<!-- end`);
});

test('value moves that an operator must look at are a trouble of their tenant until nobody must', () => {
  const troubles = createTroubles({ clock: standingClock() });
  const tenants = ['saturn', 'jupiter'].map((slug) => ({ slug, troubles: troubles.of(slug) }));
  const reasons = () => tenants.map((tenant) => tenant.troubles.active().map(({ reason }) => reason));
  noteTroubles(tenants, [
    { tenant: 'saturn', state: 'STUCK', alarm: null, count: 2, oldest: 0 },
    { tenant: 'jupiter', state: 'SUCCEEDED', alarm: 'DOUBLED', count: 1, oldest: 0 },
    { tenant: 'jupiter', state: 'UNKNOWN', alarm: null, count: 1, oldest: 0 },
  ]);
  expect(reasons()).toEqual([['STUCK_MOVES'], ['MOVE_ALARMS']]);
  noteTroubles(tenants, []);
  expect(reasons()).toEqual([[], []]);
});

test('a tenant that is configured no longer has no troubles', () => {
  const troubles = createTroubles({ clock: standingClock() });
  troubles.of('saturn').set('STUCK_MOVES', true);
  troubles.keep(['jupiter']);
  expect(troubles.of('saturn').active()).toEqual([]);
});
