import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { Place } from '../../../src/lib/concurrency/fair-limiter.ts';
import { createAdmission } from '../../../src/server/http/admission.ts';
import type { PrincipalKind } from '../../../src/tenants/principal.ts';
import { manualClock } from '../../kit/clock.ts';
import { given } from '../../kit/given.ts';
import { type Answer, createGate, KEY, until } from '../../kit/server.ts';

type Limits = Parameters<typeof createAdmission>[0]['limits'];

function admissionOf(limits: Partial<Limits>, severalTenants = true) {
  const clock = manualClock();
  const whole = { inFlight: 16, waiting: 100, tenantShare: 0.5, keyShare: 0.25, ...limits };
  const admission = createAdmission({ limits: whole, severalTenants, clock });
  const places: Place[] = [];
  /** Asks once, and keeps the place. True or false where it is known at once, else when it is known. */
  const enter = (tenant: string | null, id = '1', kind: PrincipalKind = 'API_KEY', response = new EventEmitter()) => {
    const keep = (place: Place | null) => {
      if (place) places.push(place);
      return place !== null;
    };
    const entered = admission.enter(tenant === null ? null : { kind, id, tenant }, response);
    return entered instanceof Promise ? entered.then(keep) : keep(entered);
  };
  /** How many of a hundred such requests get a place at once. */
  const fill = (...who: Parameters<typeof enter>) =>
    Array.from({ length: 100 }, () => enter(...who)).filter((entered) => entered === true).length;
  const leaveOne = () => {
    const place = places.shift();
    if (place) admission.leave(place);
  };
  return { admission, clock, enter, fill, leaveOne };
}

test('a key gets a quarter of the places, a tenant half, a guest 8, and strangers a tenth', () => {
  const { admission, fill } = admissionOf({ inFlight: 100, waiting: 0 });
  expect([fill('a', '1'), fill('a', '2'), fill('a', '3')]).toEqual([25, 25, 0]);
  expect([fill('b', '1', 'STAFF'), fill('b', '1', 'GUEST'), fill('b', '2', 'GUEST')]).toEqual([25, 8, 8]);
  expect([fill(null), fill('c', '1'), admission.inFlight]).toEqual([9, 0, 100]);
  expect(admissionOf({ inFlight: 100, waiting: 0 }).fill(null)).toBe(10);
});

test('where there is one tenant its keys may use all places, but its guests together only half', () => {
  const { fill } = admissionOf({ inFlight: 40, waiting: 0 }, false);
  expect(['1', '2', '3', '4'].map((id) => fill('a', id, 'GUEST'))).toEqual([8, 8, 4, 0]);
  expect([fill('a', '1'), fill('a', '2'), fill('a', '3')]).toEqual([10, 10, 0]);
});

test('everybody has one place, however small the gateway is', () => {
  const { fill } = admissionOf({ inFlight: 3, waiting: 0 });
  expect([fill('a'), fill('b'), fill(null)]).toEqual([1, 1, 1]);
});

test('of one key who comes first goes first, and every place is given back', async () => {
  const { admission, clock, enter, leaveOne } = admissionOf({ inFlight: 2, waiting: 2, tenantShare: 1, keyShare: 1 });
  expect([enter('a'), enter('a')]).toEqual([true, true]);
  const order: string[] = [];
  const first = Promise.resolve(enter('a')).then((admitted) => order.push(`first ${admitted}`));
  const second = Promise.resolve(enter('a')).then((admitted) => order.push(`second ${admitted}`));
  expect(await enter('a')).toBe(false);
  expect([admission.inFlight, admission.waiting]).toEqual([2, 2]);
  leaveOne();
  leaveOne();
  await Promise.all([first, second]);
  expect(order).toEqual(['first true', 'second true']);
  expect([admission.inFlight, admission.waiting, clock.timers]).toEqual([2, 0, 0]);
  leaveOne();
  leaveOne();
  expect(admission.inFlight).toBe(0);
});

test('a full line makes room for a tenant that has fewer in it', async () => {
  const { enter, leaveOne } = admissionOf({ inFlight: 2, waiting: 2, keyShare: 1 });
  expect([enter('a'), enter('b')]).toEqual([true, true]);
  const [first, pushedOut] = [enter('a'), enter('a')];
  expect(await enter('a')).toBe(false);
  const newcomer = enter('b');
  expect(await pushedOut).toBe(false);
  leaveOne();
  leaveOne();
  expect(await Promise.all([first, newcomer])).toEqual([true, true]);
});

test('who waited too long is turned away, who has gone is forgotten, and their place in line is free again', async () => {
  const { admission, clock, enter, leaveOne } = admissionOf({ inFlight: 1, waiting: 1 });
  enter('a');
  const late = enter('a');
  clock.advance(2000);
  expect(await late).toBe(false);
  const response = new EventEmitter();
  const gone = enter('b', '1', 'API_KEY', response);
  response.emit('close');
  expect(await gone).toBe(false);
  expect([admission.waiting, clock.timers, response.listenerCount('close')]).toEqual([0, 0, 0]);
  leaveOne();
  expect(enter('a')).toBe(true);
});

test('a tenant that hangs takes neither the places nor the queue of the others', async () => {
  const slow = { kind: 'API_KEY', id: 'slow', tenant: 'slow', name: 'slow', scopes: new Set<never>() } as const;
  const server = await given({
    server: {
      authenticate: (header) =>
        header === null ? null : { ...slow, tenant: header === `Bearer ${KEY}` ? 'good' : 'slow' },
      config: { tenants: [{}, {}], limits: { inFlight: 8, waiting: 4 } },
    },
  });
  server.gate.shut();
  const storm = Array.from({ length: 20 }, () => server.post({ query: '{ slow }' }, { authorization: 'Bearer other' }));
  await until(() => server.gate.waiting === 2);
  for (let turn = 0; turn < 10; turn += 1) expect((await server.ask('{ __typename }')).status).toBe(200);
  server.gate.open();
  const statuses = (await Promise.all(storm)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(6);
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
});

test('beyond the crowd and the line a request gets 503 with a GraphQL body, and all others their answers', async () => {
  const server = await given({ server: { config: { limits: { inFlight: 3, waiting: 4, keyShare: 1 } } } });
  server.gate.shut();
  const busy = Array.from({ length: 3 }, () => server.ask('{ slow }'));
  await until(() => server.gate.waiting === 3);
  const rest = Array.from({ length: 10 }, () => server.ask('{ slow }'));
  // Four find a place in line; the other six hear so at once.
  const refused: Answer[] = [];
  for (const answer of rest) answer.then((each) => each.status === 503 && refused.push(each));
  await until(() => refused.length === 6);
  server.gate.open();
  for (const { headers, body } of refused) {
    expect(headers.get('retry-after')).toBe('1');
    expect(body.errors?.[0]?.extensions).toEqual({ code: 'OVERLOADED', requestId: headers.get('x-request-id') });
  }
  const answered = [...(await Promise.all(busy)), ...(await Promise.all(rest)).filter(({ status }) => status === 200)];
  expect(answered.map(({ body }) => body.data)).toEqual(Array(7).fill({ slow: 'done' }));
  expect((await server.ask('{ slow }')).status).toBe(200);
});

test('a body that drips holds no place', async () => {
  const server = await given({ server: { config: { limits: { inFlight: 1, waiting: 0 } } } });
  const dripping = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"query":')),
  });
  const abort = new AbortController();
  const never = fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: dripping,
    signal: abort.signal,
    duplex: 'half',
  } as RequestInit);
  const outcome = never.catch(() => 'aborted');
  for (let turn = 0; turn < 5; turn += 1) expect((await server.ask('{ __typename }')).status).toBe(200);
  abort.abort();
  expect(await outcome).toBe('aborted');
  await until(() => server.lines.some(({ status }) => status === 499));
});

test('a query is told when its client leaves, a mutation is not', async () => {
  const signals: (AbortSignal | undefined)[] = [];
  const gate = createGate();
  const server = await given({
    server: {
      createContext: (input) => {
        signals.push(input.signal);
        return { ...input, gate };
      },
    },
  });
  for (const query of ['{ slow }', 'mutation { slowDeposit }']) {
    gate.shut();
    const abort = new AbortController();
    const answer = fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
      body: JSON.stringify({ query }),
      signal: abort.signal,
    }).catch(() => 'left');
    await until(() => gate.waiting === 1);
    abort.abort();
    expect(await answer).toBe('left');
    await until(() => server.lines.length === signals.length);
    gate.open();
    await until(() => gate.waiting === 0);
  }
  expect(signals[0]?.aborted).toBe(true);
  expect(signals[1]).toBeUndefined();
});
