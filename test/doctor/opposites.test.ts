import { expect, test } from 'vitest';
import { readDocument } from '../../src/doctor/document/openapi.ts';
import { endpointText, matchOperations } from '../../src/doctor/match/match-operations.ts';

const body = (name: string) => ({
  requestBody: {
    content: { 'application/json': { schema: { type: 'object', properties: { accountId: {}, [name]: {} } } } },
  },
  responses: {},
});

function places(posts: Readonly<Record<string, object>>): Record<string, string> {
  const paths = Object.fromEntries(Object.entries(posts).map(([path, post]) => [`/api/v0${path}`, { post }]));
  const read = readDocument(JSON.stringify({ openapi: '3.0.0', paths }), '/api/v0');
  if (!read) throw new Error('no document');
  const moves = [...matchOperations(read.api, { paths: {} })].filter(([, match]) => 'theirs' in match);
  return Object.fromEntries(
    moves.map(([operation, match]) => [operation, 'theirs' in match ? endpointText(operation, match.theirs) : '']),
  );
}

test('insert_bonus beside withdraw_bonus are a deposit and a withdrawal', () => {
  const found = places({ '/operations/insert_bonus': body('sum'), '/operations/withdraw_bonus': body('sum') });
  expect(found).toEqual({
    'operations.deposit': 'POST /operations/insert_bonus',
    'operations.withdraw': 'POST /operations/withdraw_bonus',
  });
});

test.each([
  ['alone', { '/operations/insert_bonus': body('sum') }],
  ['with another body', { '/operations/insert_bonus': body('name'), '/operations/withdraw_bonus': body('sum') }],
  ['in another section', { '/tags/insert_bonus': body('sum'), '/operations/withdraw_points': body('sum') }],
])('insert_bonus %s is no deposit', (_name, posts) => {
  expect(places(posts)['operations.deposit']).toBeUndefined();
});
