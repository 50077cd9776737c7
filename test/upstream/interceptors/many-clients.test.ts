import { expect, test } from 'vitest';
import { given } from '../../kit/given.ts';

test('18 clients that ask for 60 phones at once each get all of their answers', async () => {
  const { ask, sandbox } = await given({ http: true, warm: true, upstream: { maxQueue: 400 } });
  const phones = (client: number) =>
    Array.from({ length: 60 }, (_, i) => ({ phone: `+7999${String(client * 100 + i).padStart(7, '0')}` }));
  const query = 'query ($by: [GuestBy!]!) { guestsBy(by: $by) { id } }';
  const answers = await Promise.all(Array.from({ length: 18 }, (_, client) => ask(query, { by: phones(client) })));
  for (const { body } of answers)
    expect(body).toEqual({ data: { guestsBy: Array(60).fill(null) }, extensions: body.extensions });
  // Two more prove once that phones are found in the form in which they are asked for.
  expect(sandbox.callCounts()['accounts.list']).toBe(18 * 60 + 2);
});
