import { expect, test } from 'vitest';
import { createExaminations } from '../../../src/conform/daily/examinations.ts';
import { type Examined, examine } from '../../../src/conform/daily/examine.ts';
import { createPeopleBudgets } from '../../../src/graph/people/people-budget.ts';
import { createReloadableTenants } from '../../../src/tenants/reloadable-tenants.ts';
import { standingClock } from '../../kit/clock.ts';
import { configOf } from '../../kit/config.ts';
import { given } from '../../kit/given.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A clock whose timers fire as it is moved on, each followed by what it began. */
function handClock() {
  const base = standingClock();
  const timers = new Set<{ at: number; run: () => void }>();
  return {
    timers,
    clock: {
      ...base,
      after(ms: number, run: () => void) {
        const timer = { at: base.now() + ms, run };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
    },
    async pass(ms: number) {
      const end = base.now() + ms;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        base.advance(Math.max(0, next.at - base.now()));
        timers.delete(next);
        next.run();
        await new Promise((resolve) => setImmediate(resolve));
      }
      base.advance(end - base.now());
    },
  };
}

function opened(outcome: () => Examined | Promise<Examined>) {
  const { clock, pass, timers } = handClock();
  const slugs = ['saturn', 'jupiter', 'mars'];
  const { config } = configOf(slugs.map((slug) => ({ slug, baseUrl: 'http://127.0.0.1:9/api/v0' })));
  const lines: object[] = [];
  const log = { info: () => {}, warn: (fields: object) => void lines.push(fields) };
  const { tenants, reload } = createReloadableTenants(config, { clock, log });
  const examined: string[] = [];
  const examinations = createExaminations({
    clock,
    tenants,
    examine: async (slug) => {
      examined.push(slug);
      use(slug);
      return outcome();
    },
  });
  const use = (slug: string) => {
    const totals = tenants.get(slug)?.client.counters.totals;
    if (totals) totals.byClass.read.calls++;
  };
  const troublesOf = (slug: string) =>
    tenants
      .get(slug)
      ?.troubles.active()
      .map(({ reason }) => reason);
  const reread = () => {
    const [saturn, ...others] = config.tenants;
    if (saturn)
      reload({ ...config, tenants: [{ ...saturn, dialect: { ...saturn.dialect, maxLimit: 50 } }, ...others] });
  };
  return { pass, timers, examined, lines, use, examinations, troublesOf, reread };
}

const FITS: Examined = { verdict: 'FITS', features: [] };

test('a tenant in use is examined within an hour and then once a day while it is used; another one never', async () => {
  const { pass, use, examined, examinations } = opened(() => FITS);
  use('saturn');
  await pass(2 * HOUR);
  expect(examined).toEqual(['saturn']);
  // Its own examination is no use of it.
  await pass(48 * HOUR);
  expect(examined).toEqual(['saturn']);
  use('saturn');
  use('mars');
  await pass(2 * HOUR);
  expect(examined.sort()).toEqual(['mars', 'saturn', 'saturn']);
  expect(examinations.counts).toEqual({ FITS: 3, SUSPECT: 0, UNTOLD: 0 });
});

test('answers that disagree are a trouble and one line for each finding until an examination fits', async () => {
  let outcome: Examined = { verdict: 'SUSPECT', features: ['people.names'] };
  const { pass, use, lines, troublesOf } = opened(() => outcome);
  use('saturn');
  await pass(2 * HOUR);
  expect(troublesOf('saturn')).toEqual(['ANSWERS_DISAGREE']);
  const since = '2026-03-10T12:50:00.000Z';
  const line = { tenant: 'saturn', trouble: 'ANSWERS_DISAGREE', since };
  expect(lines).toEqual([{ ...line, features: ['people.names'] }]);
  for (const feature of ['people.names', 'operations.signs']) {
    outcome = { verdict: 'SUSPECT', features: [feature] };
    use('saturn');
    await pass(25 * HOUR);
    expect(lines.at(-1)).toEqual({ ...line, features: [feature] });
  }
  expect(lines).toHaveLength(2);
  outcome = FITS;
  use('saturn');
  await pass(25 * HOUR);
  expect(troublesOf('saturn')).toEqual([]);
});

test('a tenant that a reload reads otherwise is examined again within an hour of its next use', async () => {
  let outcome: Examined = { verdict: 'SUSPECT', features: ['people.names'] };
  const { pass, use, examined, troublesOf, reread } = opened(() => outcome);
  use('saturn');
  await pass(2 * HOUR);
  outcome = FITS;
  reread();
  await pass(2 * HOUR);
  expect([examined, troublesOf('saturn')]).toEqual([['saturn'], ['ANSWERS_DISAGREE']]);
  use('saturn');
  await pass(2 * HOUR);
  expect([examined, troublesOf('saturn')]).toEqual([['saturn', 'saturn'], []]);
});

test('an examination that cannot be made says nothing, and after the stop nothing is examined or timed', async () => {
  const { pass, use, timers, examinations, troublesOf } = opened(() => Promise.reject(new Error('canary')));
  use('saturn');
  await pass(2 * HOUR);
  expect(examinations.counts).toEqual({ FITS: 0, SUSPECT: 0, UNTOLD: 1 });
  expect(troublesOf('saturn')).toEqual([]);
  await examinations.stop();
  expect(timers.size).toBe(0);
});

/** Examines a tenant; a minute passes at once, after `before`. */
async function examined(the: Awaited<ReturnType<typeof given>>, before = () => {}): Promise<Examined> {
  const { tenants, clock } = the;
  const after = (ms: number, run: () => void) => {
    if (ms !== MINUTE) return clock.after(ms, run);
    before();
    return clock.after(0, run);
  };
  const shared = {
    tenants,
    clock: { ...clock, after },
    people: createPeopleBudgets({ clock }),
    credentials: { issueGuestToken: null },
    staff: {} as never,
  };
  return examine({ shared, slug: 'saturn', calls: 30, signal: new AbortController().signal });
}

test('the examination of a good server fits, by few reads one after the other', async () => {
  const the = await given({ warm: true });
  the.sandbox.clearCalls();
  expect(await examined(the)).toEqual({ verdict: 'FITS', features: [] });
  expect(the.sandbox.calls.length).toBeLessThanOrEqual(30);
  expect(the.sandbox.calls.filter(({ method }) => method !== 'GET')).toEqual([]);
});

test('what contradicts itself is SUSPECT when it does so again, and not over where the server does not answer then', async () => {
  const values = { 'Operation.kind': { DEPOSIT: 'WITHDRAW', WITHDRAW: 'DEPOSIT' } };
  const the = await given({ warm: true, tenant: { dialect: { values } } });
  expect(await examined(the)).toEqual({ verdict: 'SUSPECT', features: ['operations.signs'] });
  const goAway = () => void the.sandbox.faults.add({ operationId: 'operations.list', do: 'status', status: 503 });
  expect(await examined(the, goAway)).toEqual({ verdict: 'UNTOLD', features: [] });
});
