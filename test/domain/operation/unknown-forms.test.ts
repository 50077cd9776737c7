import { expect, test } from 'vitest';
import { given } from '../../kit/given.ts';
import { createStrangeServer } from '../../kit/strange-server.ts';

async function givenForms(change: (server: Awaited<ReturnType<typeof createStrangeServer>>) => void) {
  // The server itself would compare them as texts.
  const server = await createStrangeServer({ ignores: ['operations.dateFrom', 'operations.dateTo'] });
  change(server);
  const house = await given({ between: async () => server });
  const errors = async (list: string, filter: string) =>
    (await house.ask(`{ ${list}(first: 5, filter: ${filter}) { nodes { upstreamId } } }`)).errors;
  return { errors };
}

test.each([
  '{ from: "2026-02-12T00:00:00Z" }',
  '{ to: "2026-02-13T00:00:00Z" }',
  '{ businessDate: { from: "2026-02-12" } }',
])('operations whose times nobody can read are no shorter list: %s', async (filter) => {
  const the = await givenForms(({ operations }) => {
    for (const row of operations) row.createdAt = '12.02.2026 10:00:00';
  });
  expect(await the.errors('operations', filter)).toEqual(['UPSTREAM_MALFORMED at operations']);
});

test('nor are those of a business day', async () => {
  const the = await givenForms(({ operations }) => {
    for (const row of operations) row.businessDate = '12.02.2026';
  });
  expect(await the.errors('operations', '{ businessDate: { to: "2026-02-20" } }')).toEqual([
    'UPSTREAM_MALFORMED at operations',
  ]);
});

test.each([
  ['birthday', '{ birthday: { range: { from: "02-01", to: "02-28" } } }'],
  ['registeredAt', '{ registered: { from: "2025-01-01" } }'],
  ['updatedAt', '{ updatedSince: "2026-01-01T00:00:00Z" }'],
])('guests whose %s nobody can read are not told as found: %s', async (name, filter) => {
  const the = await givenForms(({ accounts }) => {
    for (const row of accounts) row[name] = '12.02.1990';
  });
  expect(await the.errors('guests', filter)).toEqual(['UPSTREAM_MALFORMED at guests']);
});
