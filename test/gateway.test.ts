import { describe, expect, test } from 'vitest';
import { given } from './kit/given.ts';

const RESTAURANT = { size: 'full', upstream: { timeoutMs: 60_000, deadlineMs: 60_000 } } as const;
const jupiter = await given({ ...RESTAURANT, variant: 'jupiter' });
const saturn = await given({ ...RESTAURANT, http: true, beside: [jupiter] });

test('a thousand cold requests at once are all answered, after one login', async () => {
  const answers = await Promise.all(
    Array.from({ length: 1000 }, (_, i) =>
      saturn.ask(`{ card(by: { upstreamId: "${101 + (i % 200)}" }) { balance group { name } } }`),
    ),
  );
  expect(answers.filter(({ status, body }) => status !== 200 || body.errors)).toEqual([]);
  expect(answers.filter(({ body }) => body.data?.card).length).toBeGreaterThan(900);
  expect(saturn.sandbox.callCounts()).toMatchObject({ 'auth.login': 1, 'accountGroups.list': 1 });
});

test('a thousand cold requests, half of which are aborted: one login, and whoever stayed is answered', async () => {
  const { ask, sandbox } = await given({ upstream: RESTAURANT.upstream, http: true });
  const answers = await Promise.all(
    Array.from({ length: 1000 }, async (_, i) => {
      const leaving = new AbortController();
      if (i % 2) setTimeout(() => leaving.abort(), i % 40);
      const question = `{ card(by: { upstreamId: "${101 + (i % 20)}" }) { balance } }`;
      return ask(question, {}, i % 2 ? { signal: leaving.signal } : {}).catch(() => null);
    }),
  );
  const stayed = answers.filter((_, i) => i % 2 === 0);
  expect(stayed.filter((answer) => !answer?.body.data?.card || answer.body.errors)).toEqual([]);
  expect(answers).toContain(null);
  expect(sandbox.callCounts()['auth.login']).toBe(1);
});

test('sixty calls of one query wait for one client, and nobody takes that for a leak', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  const by = Array.from({ length: 60 }, (_, i) => ({ phone: `+7900000${1000 + i}` }));
  const { body } = await saturn.ask('query($by: [GuestBy!]!) { guestsBy(by: $by) { id } }', { by });
  process.off('warning', note);
  expect(body.data?.guestsBy).toHaveLength(60);
  expect(warnings.map(({ name }) => name)).not.toContain('MaxListenersExceededWarning');
});

describe('two tenants whose ids collide', () => {
  const CARDS = `query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Card { balance guest { name { full } phones } } } }`;
  const idsOf = (slug: string) =>
    Array.from({ length: 60 }, (_, i) => Buffer.from(`${slug}:Card:${101 + i}`).toString('base64url'));

  test('each sees its own, whatever is asked at the same time', async () => {
    const own = async (tenant: string) => (await saturn.ask(CARDS, { ids: idsOf(tenant) }, { tenant })).body.data;
    const alone = { saturn: await own('saturn'), jupiter: await own('jupiter') };
    const mixed = await Promise.all(Array.from({ length: 100 }, (_, i) => own(i % 2 === 0 ? 'saturn' : 'jupiter')));
    mixed.forEach((data, i) => {
      expect(data).toEqual(i % 2 === 0 ? alone.saturn : alone.jupiter);
    });
    expect(alone.saturn).not.toEqual(alone.jupiter);
  });

  test('an id of the other is never resolved by its number', async () => {
    jupiter.sandbox.clearCalls();
    const { body } = await saturn.ask(CARDS, { ids: idsOf('saturn') }, { tenant: 'jupiter' });
    expect(body).toEqual({ data: { nodes: Array.from({ length: 60 }, () => null) } });
    expect(jupiter.sandbox.callCounts()).toEqual({});
  });

  test('no phone of one is in any answer of the other', async () => {
    const phones = new Set(saturn.sandbox.accounts().flatMap((account) => account.phones ?? []));
    for (const account of jupiter.sandbox.accounts()) for (const phone of account.phones ?? []) phones.delete(phone);
    let after: unknown = null;
    for (let page = 0; page < 10; page++) {
      const { text, body } = await saturn.ask(
        'query($after: String) { guests(first: 100, after: $after) { nodes { phones email } pageInfo { endCursor } } }',
        { after },
        { tenant: 'jupiter' },
      );
      for (const [digits = ''] of text.matchAll(/\d{11}/g)) expect(phones.has(digits)).toBe(false);
      after = (body.data as { guests: { pageInfo: { endCursor: string } } }).guests.pageInfo.endCursor;
    }
  });
});
