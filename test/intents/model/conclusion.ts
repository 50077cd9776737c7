import { ask, audit, type Plan } from './commands.ts';
import { WITHDRAWAL } from './faults.ts';
import { fail, type Model, nameOf, RETENTION_MS } from './rules.ts';
import type { Owner, World } from './world.ts';

const CALM = {
  content: 'same',
  fault: 'none',
  isUnreadable: false,
  times: 1,
  other: null,
  waits: true,
  death: null,
} as const satisfies Omit<Plan, 'owner'>;

/**
 * Seldom met by chance: lookups right after the settle time, of which two prove nothing while they are near to each other.
 */
async function drop(model: Model, world: World, name: string): Promise<void> {
  const owner = { tenant: 'saturn', principal: 'API_KEY:last', key: `dropped-${name}` };
  await ask(model, world, { ...CALM, owner: { ...owner, key: `booked-${name}` } });
  await ask(model, world, { ...CALM, owner, fault: '500 before' });
  world.pass(600_000);
  for (const ms of [0, 0, 31_000]) {
    world.pass(ms);
    await ask(model, world, { ...CALM, owner });
  }
}

/** With a server that works and whose clock is right, everything is told in the end, stays told for its time, and raised no alarm. */
export async function conclude(model: Model, world: World): Promise<void> {
  for (const [name, skewMs] of [
    ['slow', -3 * 3_600_000],
    ['right', 0],
  ] as const) {
    model.skewMs = skewMs;
    world.setSkew(skewMs);
    await drop(model, world, name);
  }
  const owners = [...model.lives.keys()].map((name) => {
    const [tenant = '', principal = '', key = ''] = name.slice(1, -1).split(' ');
    return { tenant, principal, key };
  });
  const isOpen = (owner: Owner): boolean => {
    const life = model.lives.get(nameOf(owner));
    return life !== undefined && life.told === null && life.settledTo === Number.POSITIVE_INFINITY;
  };
  for (let tries = 0; owners.some(isOpen); tries++) {
    if (tries > 40)
      fail('pending for ever', { open: owners.filter(isOpen).map((owner) => model.lives.get(nameOf(owner))) });
    // What is booked now decides the first of its sort.
    for (const tenant of ['saturn', 'neptune']) {
      for (const content of [0, WITHDRAWAL]) {
        const owner = { tenant, principal: 'API_KEY:last', key: `last-${content}-${tries}` };
        await ask(model, world, { ...CALM, owner, content });
      }
    }
    for (const owner of owners.filter(isOpen)) await ask(model, world, { ...CALM, owner });
    world.pass(31_000);
  }
  await world.restart();
  for (const owner of owners) await ask(model, world, { ...CALM, owner });
  audit(model, world);
  const counts = await world.store().counts();
  if (counts.length > 0) fail('left open, or with an alarm', { counts });
  world.pass(RETENTION_MS + 1);
  for (const owner of owners) await ask(model, world, { ...CALM, owner });
}
