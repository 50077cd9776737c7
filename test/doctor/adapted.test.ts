import { expect, test } from 'vitest';
import { codes, examineAt } from '../kit/examine.ts';
import { type Team, teamServer, usualRoutes } from '../kit/team-server.ts';

/** Every answer stands in an envelope that no line of a dialect opens. */
function enveloped(): Team['routes'] {
  return Object.fromEntries(
    Object.entries(usualRoutes()).map(([line, answer]) => [
      line,
      (call) => ({ success: true, result: [answer(call)] }),
    ]),
  );
}

const adapter = {
  file: 'team.mjs',
  answer: ({ json }: { json: unknown }) => ({ json: (json as { result: unknown[] }).result?.[0] ?? json }),
};

test('doctor goes through the adapter, and proposes nothing over it', async () => {
  const { url } = await teamServer({ routes: enveloped() });
  const without = await examineAt(url, { dialect: { moneyUnit: 'kopecks' } });
  expect([without.ok, without.canServe]).toEqual([false, false]);
  const found = await examineAt(url, { dialect: { moneyUnit: 'kopecks' }, adapter: adapter as never });
  expect(found).toMatchObject({ canServe: true, dialect: {} });
  expect(codes(found, 'error')).toEqual([]);
  expect(codes(found, 'info')).toEqual(expect.arrayContaining(['ADAPTER', 'LOGIN_OK', 'DIALECT_FITS']));
});

test('an adapter that breaks the login is told', async () => {
  const { url } = await teamServer({ routes: enveloped() });
  const broken = { ...adapter, answer: () => ({ json: null }) };
  const found = await examineAt(url, { adapter: broken as never });
  expect(codes(found, 'error')).toEqual(['LOGIN_FAILED']);
});
