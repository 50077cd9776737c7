import { expect, test } from 'vitest';
import { printCall } from '../../../src/upstream/codec/server-call.ts';

test('a call is printed once: a list repeats its name, values are encoded, amounts beyond a double keep every digit', () => {
  const query = [
    { name: 'filter%5Bids%5D', value: ['1', '2'] },
    { name: 'search', value: 'Ив & ?' },
  ];
  expect(printCall({ method: 'POST', path: '/api/v0/find', query, body: { sum: 2n ** 60n } })).toEqual({
    method: 'POST',
    target: '/api/v0/find?filter%5Bids%5D=1&filter%5Bids%5D=2&search=%D0%98%D0%B2%20%26%20%3F',
    body: '{"sum":1152921504606846976}',
  });
  expect(printCall({ method: 'GET', path: '/x', query: [], body: undefined })).toMatchObject({
    target: '/x',
    body: null,
  });
});
