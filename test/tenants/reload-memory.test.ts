import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { Clock } from '../../src/lib/clock.ts';
import { createReloadableTenants, type ReloadableTenants } from '../../src/tenants/reloadable-tenants.ts';
import { configOf } from '../kit/config.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const RELOADS = 20;
/** The client that made the dictionaries which all of them share, and the last one that was replaced. */
const MAY_STAY = 2;

const configWith = (timeoutMs: number) =>
  configOf([{ slug: 'saturn', baseUrl: 'http://127.0.0.1:1/api/v0', upstream: { timeoutMs } }]).config;

/** Client and watch of the tenant in force, which hold neither of them here. */
function presentOf({ tenants }: ReloadableTenants): WeakRef<object>[] {
  return tenants.all.flatMap(({ client, document }) => [new WeakRef(client), new WeakRef(document)]);
}

test('what reloads replaced is freed: no configuration holds on to all before it', async () => {
  const timers: (() => void)[] = [];
  const clock: Clock = {
    now: () => 0,
    after(_, run) {
      timers.push(run);
      return () => {};
    },
  };
  const reloadable = createReloadableTenants(configWith(1_000), { clock });
  const replaced: WeakRef<object>[] = [];
  for (let reload = 1; reload <= RELOADS; reload++) {
    replaced.push(...presentOf(reloadable));
    reloadable.reload(configWith(1_000 + reload));
  }
  for (const run of timers.splice(0)) run();
  const left = () => replaced.filter((each) => each.deref() !== undefined).length;
  // A reference that was read lives until the end of its turn.
  for (let tries = 0; tries < 100 && left() > MAY_STAY; tries++) {
    await turn();
    collectGarbage();
  }
  expect(replaced).toHaveLength(2 * RELOADS);
  expect(left()).toBeLessThanOrEqual(MAY_STAY);
  await reloadable.tenants.close();
});
