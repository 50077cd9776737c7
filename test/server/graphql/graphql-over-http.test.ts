import { serverAudits } from 'graphql-http';
import { describe, expect, test } from 'vitest';
import { given } from '../../kit/given.ts';
import { KEY } from '../../kit/server.ts';

const server = await given({ server: {} });
const audits = serverAudits({
  url: `${server.url}/graphql`,
  fetchFn: (url: string, init: RequestInit = {}) =>
    fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${KEY}` } }),
});

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
