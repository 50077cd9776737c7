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

test('the troubles of a tenant that is removed end with it, and what still runs for it begins none', () => {
  const told: object[] = [];
  const tell = (level: number) => (fields: object, msg: string) =>
    void told.push({ level, trouble: Object(fields).trouble, seconds: Object(fields).seconds, msg });
  const clock = standingClock();
  const troubles = createTroubles({ clock, logger: { info: tell(30), warn: tell(40) } });
  const saturn = troubles.of('saturn');
  saturn.set('STUCK_MOVES', true);
  clock.advance(5000);
  troubles.keep(['jupiter']);
  expect(told).toMatchObject([
    { level: 40, trouble: 'STUCK_MOVES' },
    { level: 30, trouble: 'STUCK_MOVES', seconds: 5, msg: 'a trouble of a tenant is over, as it was removed' },
  ]);
  clock.advance(3_600_000);
  for (const late of [saturn, troubles.of('saturn')]) {
    late.set('SERVER_CHANGED', true);
    expect(late.active()).toEqual([]);
  }
  expect(told).toHaveLength(2);

  troubles.keep(['saturn']);
  troubles.of('saturn').set('STUCK_MOVES', true);
  expect(told).toHaveLength(3);
});
