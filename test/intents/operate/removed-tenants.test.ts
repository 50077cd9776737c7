import { expect, test } from 'vitest';
import { createRemovedTenants } from '../../../src/intents/operate/removed-tenants.ts';
import { silentLogger } from '../../../src/intents/services.ts';

test('a removed tenant with open moves is named once, and again only after it was back', () => {
  const warned: object[] = [];
  let slugs = ['saturn', 'venus'];
  const tenants = {
    get: () => undefined,
    get all() {
      return slugs.map((slug) => ({ slug }) as never);
    },
  };
  const name = createRemovedTenants({
    tenants,
    logger: { ...silentLogger, warn: (fields) => void warned.push(fields) },
  });
  const row = (tenant: string, state: 'UNKNOWN' | 'STUCK' | 'SUCCEEDED', count: number) => ({
    tenant,
    state,
    count,
    alarm: null,
    oldest: 0,
  });
  const counts = [row('saturn', 'UNKNOWN', 2), row('saturn', 'STUCK', 1), row('venus', 'SUCCEEDED', 4)];
  name(counts);
  expect(warned).toEqual([]);
  slugs = [];
  name(counts);
  name(counts);
  expect(warned).toEqual([{ tenant: 'saturn', moves: 3 }]);
  slugs = ['saturn'];
  name(counts);
  slugs = [];
  name(counts);
  expect(warned).toHaveLength(2);
});
