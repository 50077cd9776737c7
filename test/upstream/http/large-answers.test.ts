import { expect, test } from 'vitest';
import { systemClock } from '../../../src/lib/clock.ts';
import { LARGE } from '../../../src/lib/concurrency/turns.ts';
import { AnswerMemory } from '../../../src/upstream/http/answer-bytes.ts';
import { createResponseHandler, type HttpResponse } from '../../../src/upstream/http/response-handler.ts';
import { countTurns } from '../../kit/turns.ts';

/** An answer of so many bytes that has come whole, and the turn of the event loop in which it was decoded. */
function answer(bytes: number, memory: AnswerMemory, turns: ReturnType<typeof countTurns>) {
  return new Promise<{ turn: number; response: HttpResponse }>((resolve, reject) => {
    const handler = createResponseHandler({
      request: {
        method: 'GET',
        target: '/',
        headers: [],
        body: null,
        timeoutMs: 60_000,
        deadline: systemClock.now() + 60_000,
        signal: undefined,
        onSent: undefined,
        maxBytes: 8 * LARGE,
      },
      clock: systemClock,
      memory,
      resolve: (response) => resolve({ turn: turns.now(), response }),
      reject,
    });
    const controller = { abort() {}, pause() {}, resume() {}, aborted: false, paused: false, reason: null };
    handler.onRequestStart?.(controller, null);
    handler.onResponseStart?.(controller, 200, {}, 'OK');
    handler.onResponseData?.(controller, Buffer.alloc(bytes, 'x'));
    handler.onResponseEnd?.(controller, {});
  });
}

test('a small answer is decoded at once, and large ones in turns that they do not share', async () => {
  const memory = new AnswerMemory();
  const turns = countTurns();
  const small = answer(1000, memory, turns);
  expect(memory.held).toBe(0);
  const large = [answer(LARGE + 1, memory, turns), answer(2 * LARGE, memory, turns), answer(3 * LARGE, memory, turns)];
  // What waits for its turn is still held in the memory of all answers.
  expect(memory.held).toBe(6 * LARGE + 1);
  const all = await Promise.all([small, ...large]);
  turns.end();
  expect(all.map(({ response }) => response.text.length)).toEqual([1000, LARGE + 1, 2 * LARGE, 3 * LARGE]);
  expect(all[0]?.turn).toBe(0);
  expect(new Set(all.map(({ turn }) => turn)).size).toBe(4);
  expect(memory.held).toBe(0);
});
