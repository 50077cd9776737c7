import { expect, test } from 'vitest';
import { createAdmission } from '../../../src/server/http/admission.ts';
import { manualClock } from '../../kit/clock.ts';
import { type Answer, createGate, KEY, startServer, until } from '../start-server.ts';

test('who comes first goes first, nobody overtakes, and every place is given back', async () => {
  const clock = manualClock();
  const admission = createAdmission({ inFlight: 2, waiting: 2, waitMs: 2000, clock });
  expect([admission.enter(), admission.enter()]).toEqual([true, true]);
  const order: string[] = [];
  const first = Promise.resolve(admission.enter()).then((admitted) => order.push(`first ${admitted}`));
  const second = Promise.resolve(admission.enter()).then((admitted) => order.push(`second ${admitted}`));
  expect(await admission.enter()).toBe(false);
  expect([admission.inFlight, admission.waiting]).toEqual([2, 2]);
  admission.leave();
  admission.leave();
  await Promise.all([first, second]);
  expect(order).toEqual(['first true', 'second true']);
  expect([admission.inFlight, admission.waiting, clock.timers]).toEqual([2, 0, 0]);
  admission.leave();
  admission.leave();
  expect(admission.inFlight).toBe(0);
});

test('who waited too long is turned away, and its place in line is free again', async () => {
  const clock = manualClock();
  const admission = createAdmission({ inFlight: 1, waiting: 1, waitMs: 2000, clock });
  admission.enter();
  const waiting = admission.enter();
  clock.advance(2000);
  expect(await waiting).toBe(false);
  expect(admission.waiting).toBe(0);
  admission.leave();
  expect(admission.enter()).toBe(true);
});

test('beyond the crowd and the line a request gets 503 with a GraphQL body, and all others their answers', async () => {
  const server = await startServer({ config: { limits: { inFlight: 3, waiting: 4 } } });
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
  const server = await startServer({ config: { limits: { inFlight: 1, waiting: 0 } } });
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
  const server = await startServer({
    createContext: (input) => {
      signals.push(input.signal);
      return { ...input, gate };
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
