import { expect, test } from 'vitest';
import { createAdapterFaultsLog } from '../../src/tenants/adapter-faults-log.ts';
import { standingClock } from '../kit/clock.ts';

test('a fault of an adapter is logged with tenant, operation and place, the same one again after a minute', () => {
  const lines: object[] = [];
  const clock = standingClock(0);
  const report = createAdapterFaultsLog({ warn: (fields) => lines.push(fields) }, clock, 'saturn');
  const fault = { operation: 'accounts.get', function: 'answer', fault: 'TypeError', at: 'saturn.mjs:12:5' } as const;
  report(fault);
  report(fault);
  expect(lines).toEqual([{ tenant: 'saturn', ...fault }]);
  report({ ...fault, at: 'saturn.mjs:30:1' });
  clock.advance(60_000);
  report(fault);
  expect(lines).toHaveLength(3);
});
