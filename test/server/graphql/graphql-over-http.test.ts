import { serverAudits } from 'graphql-http';
import { describe, expect, test } from 'vitest';
import { given } from '../../kit/given.ts';
import { KEY } from '../../kit/server.ts';

const auditsOf = (url: string) =>
  serverAudits({
    url: `${url}/graphql`,
    fetchFn: (target: string, init: RequestInit = {}) =>
      fetch(target, { ...init, headers: { ...init.headers, authorization: `Bearer ${KEY}` } }),
  });
const server = await given({ server: {} });
const audits = auditsOf(server.url);

test('there are 61 audits', () => {
  expect(audits).toHaveLength(61);
});

describe('GraphQL over HTTP', () => {
  for (const { id, name, fn } of audits) {
    test(`${id} ${name}`, async () => {
      const result = await fn();
      expect(result.status === 'ok' ? 'ok' : result.reason).toBe('ok');
    });
  }
});

test('in production all audits succeed but those that ask for the schema', async () => {
  const production = await given({ server: { config: { introspection: false, graphiql: false } } });
  const failed: string[] = [];
  for (const { id, name, fn } of auditsOf(production.url))
    if ((await fn()).status !== 'ok') failed.push(`${id} ${name}`);
  expect(failed).toMatchInlineSnapshot(`
    [
      "2EA1 SHOULD allow map {variables} parameter when accepting application/graphql-response+json",
      "28B9 MUST allow map {variables} parameter when accepting application/json",
      "D6D5 MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json",
      "6A70 MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json",
    ]
  `);
});
