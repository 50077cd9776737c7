import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import type { Failpoint } from '../../../src/intents/services.ts';
import type { FaultRule } from '../../../src/sandbox/failures/faults.ts';
import {
  DEATHS,
  essenceOf,
  FAULTS,
  type Fault,
  type FaultName,
  fateOf,
  fateOfDead,
  LAST_CONTENT,
  moveOf,
} from './faults.ts';
import { count, expiry, fail, judgeFirst, judgeHeldBack, judgeKept, type Model, nameOf } from './rules.ts';
import type { Owner, Reply, World } from './world.ts';

export type Command = fc.AsyncCommand<Model, World>;

/** Nothing of what was booked can be read. */
const UNREADABLE: FaultRule = { operationId: 'operations.list', do: 'status', status: 503 };
/** Steps of a lookup; what was turned away has one before it is sent as well as after. */
const LOOKUPS = new Set<Failpoint | null>(['before-lookup', 'after-lookup', 'after-decision']);
/** Whoever died there had sent nothing. */
const NOTHING_SENT = new Set<Failpoint | null>(['before-begin', 'after-begin']);
/** Also between two lookups of what is stuck. */
const LEAST_BETWEEN_MS = 10_001;
const SENDS = ['operations.deposit', 'operations.withdraw'];

export interface Plan {
  readonly owner: Owner;
  /** `same`: as the key was first used. */
  readonly content: number | 'same';
  readonly fault: FaultName;
  readonly isUnreadable: boolean;
  /** So many at once, and one more with that content. */
  readonly times: number;
  readonly other: number | null;
  /** Some time passes first: a client who asks again and again does not make us read each time. */
  readonly waits: boolean;
  readonly death: Failpoint | null;
}

const mostly = <T>(weight: number, usual: T, others: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: fc.constant(usual), weight }, { arbitrary: others, weight: 1 });
const content = fc.nat({ max: LAST_CONTENT });
const death = mostly<Failpoint | null>(5, null, fc.constantFrom(...DEATHS));

const plan: fc.Arbitrary<Plan> = fc.record({
  owner: fc.record({
    tenant: mostly(4, 'saturn', fc.constant('neptune')),
    principal: mostly(4, 'API_KEY:site', fc.constant('API_KEY:crm')),
    key: fc.nat({ max: 9 }).map((at) => `key-${at}`),
  }),
  content: mostly<number | 'same'>(3, 'same', content),
  fault: mostly<FaultName>(1, 'none', fc.constantFrom(...(Object.keys(FAULTS) as FaultName[]))),
  isUnreadable: fc.boolean(),
  times: mostly(3, 1, fc.integer({ min: 2, max: 5 })),
  other: mostly<number | null>(4, null, content),
  waits: fc.boolean(),
  death,
});

/** Of a command that says what it does, and leaves the ledger as the model has it. */
const command = (name: string, run: (model: Model, world: World) => Promise<void> | void): Command => ({
  check: () => true,
  toString: () => name,
  async run(model, world) {
    await run(model, world);
    audit(model, world);
  },
});

const DAY_MS = 86_400_000;
const TIMES = { '10 s': 10_000, '31 s': 31_000, '601 s': 601_000, '2 h': 7_200_000, '25 h': 25 * 3_600_000 };
const AGES = { '30 days': 30 * DAY_MS + 1, '400 days': 400 * DAY_MS + 1 };
const SKEWS = {
  'is right': 0,
  'is 3 h slow': -3 * 3_600_000,
  'is 3 h fast': 3 * 3_600_000,
  'is 30 days slow': -30 * DAY_MS,
};

export const commands = fc.commands(
  [
    plan.map((one) => command(`ask(${JSON.stringify(one)})`, (model, world) => ask(model, world, one))),
    // Once more, for there is no weight: most of what is done is asking.
    plan.map((one) => command(`ask(${JSON.stringify(one)})`, (model, world) => ask(model, world, one))),
    fc
      .oneof(
        { arbitrary: fc.constantFrom(...Object.entries(TIMES)), weight: 4 },
        fc.constantFrom(...Object.entries(AGES)),
      )
      .map(([name, ms]) => command(`${name} pass`, (_, world) => world.pass(ms))),
    fc
      .record({ isUnreadable: mostly(3, false, fc.constant(true)), death })
      .map((one) => command(`round(${JSON.stringify(one)})`, (_, world) => round(world, one))),
    fc.constant(command('restart', (_, world) => world.restart())),
    fc.constantFrom(...Object.entries(SKEWS)).map(([name, ms]) =>
      command(`the server's clock ${name}`, (model, world) => {
        model.skewMs = ms;
        world.setSkew(ms);
      }),
    ),
  ],
  { maxCommands: 60, size: 'max' },
);

async function round(world: World, { isUnreadable, death: step }: Pick<Plan, 'isUnreadable' | 'death'>): Promise<void> {
  if (isUnreadable) world.sandbox.faults.add(UNREADABLE);
  if (step === null) await world.round();
  else await world.dying(step, world.round);
  world.sandbox.faults.clear();
}

export async function ask(model: Model, world: World, one: Plan): Promise<void> {
  const { owner, fault, death: step } = one;
  const name = nameOf(owner);
  const life = model.lives.get(name);
  const turned = life ? undefined : model.turned.get(name);
  const asked = one.content === 'same' ? (life?.content ?? turned ?? 0) : one.content;
  const contents = [...Array.from({ length: one.times }, () => asked), ...(one.other === null ? [] : [one.other])];
  // A key that was turned away keeps its content.
  const lead = turned === undefined ? 0 : contents.findIndex((each) => essenceOf(each) === turned);
  const first = contents[lead] ?? asked;
  const { rule, way }: Fault = FAULTS[fault];
  if (one.waits) world.pass(LEAST_BETWEEN_MS);
  if (rule) for (const operationId of SENDS) world.sandbox.faults.add({ operationId, times: 1, ...rule });
  if (one.isUnreadable) world.sandbox.faults.add(UNREADABLE);

  const [now, sends] = [world.now(), world.sends()];
  let replies: readonly Reply[] = [];
  const run = async () => {
    replies = await Promise.all(contents.map((each) => world.ask(owner, moveOf(owner, each), way)));
  };
  if (step === null) await run();
  const hasDied = step !== null && (await world.dying(step, run));
  if (hasDied) replies = [];
  world.sandbox.faults.clear();

  // What left a moment before its client lost patience may not have been read yet.
  if (way?.timeoutMs) await pause(5);
  const sent = world.sends() - sends;
  // A machine that is too slow loses patience before the first byte; and what was turned away is looked for first.
  const isUnused = (hasDied && step === 'after-restore') || replies.some((reply) => !('state' in reply));
  const mayBeUnsent = way?.timeoutMs !== undefined;
  const isKept = life !== undefined && !(expiry(life, now).mayBeForgotten && isUsedAnew({ sent, replies, step }));
  // It is sent again only where a read has shown enough.
  const isHeldBack = turned !== undefined && sent === 0 && (!hasDied || (step !== null && LOOKUPS.has(step)));
  const isUnsent = isHeldBack || (mayBeUnsent && sent === 0 && isUnused);
  const fate = isUnsent ? 'NOT_SENT' : fateOf(fault, first, !one.isUnreadable);
  const isEarly = hasDied && (NOTHING_SENT.has(step) || (sent === 0 && model.turned.has(name) && LOOKUPS.has(step)));
  const isSent = !isKept && fate !== 'NOT_SENT' && !isEarly;
  if (sent !== Number(isSent)) fail('sent too often, or not at all', { sent, isKept, life });
  replies.forEach((reply, at) => {
    const wanted = essenceOf(contents[at] ?? 0);
    const isReadable = !one.isUnreadable && way?.isRefused !== true;
    const isRead = at === 0 && one.waits && isReadable;
    count(model, reply);
    if (isHeldBack) judgeHeldBack({ isSame: wanted === turned }, reply);
    else if (!isKept) judgeFirst(fate, { at: at - lead, isSame: wanted === essenceOf(first) }, reply);
    else judgeKept(model, { owner, life, isSame: wanted === life.content, isRead, now }, reply);
  });

  const left =
    hasDied && step !== null
      ? fateOfDead(isEarly && LOOKUPS.has(step) ? 'before-begin' : step, fate)
      : typeof fate === 'string'
        ? null
        : fate;
  if (!isKept && fate === 'ANSWERED' && sent > 0) model.turned.set(name, essenceOf(first));
  if (isKept || !left) return;
  model.turned.delete(name);
  const reply = replies[Math.max(lead, 0)];
  const told = reply && 'state' in reply && reply.state !== 'PENDING' ? reply : null;
  const isSettled = told !== null || (hasDied && step === 'after-settle');
  model.buried.set(name, rowsOf(model, name));
  model.lives.set(name, {
    ...left,
    content: essenceOf(first),
    sentAt: now,
    skewMs: model.skewMs,
    told,
    settledFrom: now,
    settledTo: isSettled ? now : Number.POSITIVE_INFINITY,
  });
  if (left.rows === 0) return;
  model.booked.add(owner.tenant);
  // One that is late comes after its client has left.
  for (let tries = 0; booked(world, name) < rowsOf(model, name) && tries < 3000; tries++) await pause(10);
}

/** Whether a key that may be forgotten was: something was sent for it, or was to be. */
function isUsedAnew(facts: { sent: number; replies: readonly Reply[]; step: Failpoint | null }): boolean {
  const { sent, replies, step } = facts;
  const hasDied = replies.length === 0;
  return (
    sent > 0 || replies.some((reply) => !('state' in reply)) || (hasDied && /after-(begin|restore)/.test(step ?? ''))
  );
}

const rowsOf = ({ lives, buried }: Model, name: string): number =>
  (buried.get(name) ?? 0) + (lives.get(name)?.rows ?? 0);
const booked = ({ sandbox }: World, name: string): number =>
  sandbox.operations().filter(({ reason }) => reason?.startsWith(name)).length;

/** At most one row for each time that a key was accepted, and those told to be booked are there. */
export function audit(model: Model, { sandbox }: World): void {
  const rows = sandbox.operations();
  for (const [name, life] of model.lives) {
    const own = rows.filter(({ reason }) => reason?.startsWith(name));
    if (own.length !== rowsOf(model, name)) fail('the ledger is not as it must be', { name, own, life });
    const { told } = life;
    if (told?.state === 'BOOKED' && JSON.stringify(own.at(-1)?.id) !== JSON.stringify(told.operation.id))
      fail('told to be booked, and it is another row', { own, told });
  }
}
