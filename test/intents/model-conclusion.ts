import { ask, audit, type Plan } from './model-commands.ts';
import { fail, type Model, nameOf } from './model-rules.ts';
import type { Owner, World } from './model-world.ts';

/** Seldom met by chance: two looks right after the settle time, which are too near to each other to prove anything. */
async function dropped(model: Model, world: World, calm: Omit<Plan, 'owner'>): Promise<void> {
  const owner = { tenant: 'saturn', principal: 'API_KEY:last', key: 'dropped' };
  await ask(model, world, { ...calm, owner: { ...owner, key: 'booked' } });
  await ask(model, world, { ...calm, owner, fault: '500 before' });
  world.pass(600_000);
  for (let times = 0; times < 3; times++) await ask(model, world, { ...calm, owner });
}

/** With a server that works and whose clock is right, everything is told in the end, stays told, and raised no alarm. */
export async function conclude(model: Model, world: World): Promise<void> {
  model.skewMs = 0;
  world.setSkew(0);
  const calm = {
    content: 'same',
    fault: 'none',
    isUnreadable: false,
    times: 1,
    other: null,
    waits: true,
    death: null,
  } as const;
  await dropped(model, world, calm);
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
    // What is booked now shows that the clock is right now.
    for (const tenant of ['saturn', 'neptune'])
      await ask(model, world, { ...calm, owner: { tenant, principal: 'API_KEY:last', key: `last-${tries}` } });
    for (const owner of owners.filter(isOpen)) await ask(model, world, { ...calm, owner });
    world.pass(31_000);
  }
  await world.restart();
  for (const owner of owners) await ask(model, world, { ...calm, owner });
  audit(model, world);
  const counts = await world.store().counts();
  if (counts.length > 0) fail('left open, or with an alarm', { counts });
}
