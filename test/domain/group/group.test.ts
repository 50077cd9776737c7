import { expect, test } from 'vitest';
import { at } from '../../kit/at.ts';
import { given } from '../../kit/given.ts';

test('a group with its cards, page by page, and their number', async () => {
  const saturn = await given();
  const query =
    'query ($id: ID!, $after: String) { group(id: $id) { upstreamId name comment cardsCount cards(first: 3, after: $after) { totalCount nodes { upstreamId } pageInfo { hasNextPage endCursor } } } }';
  const first = await saturn.ask(query, { id: saturn.id('Group', 7) });
  expect(first.data).toMatchObject({
    group: {
      upstreamId: '7',
      name: 'Telegram-бот',
      comment: 'Регистрации без анкеты',
      cardsCount: 5,
      cards: { totalCount: 5, nodes: [{ upstreamId: '10001' }, { upstreamId: '10002' }, { upstreamId: '10003' }] },
    },
  });
  expect(first.calls).toEqual({ 'accountGroups.list': 1, 'accounts.list': 2 });
  const after = (first.data as { group: { cards: { pageInfo: { endCursor: string } } } }).group.cards.pageInfo
    .endCursor;
  const second = await saturn.ask(query, { id: saturn.id('Group', 7), after });
  expect(second.data).toMatchObject({
    group: { cards: { nodes: [{ upstreamId: '10004' }, { upstreamId: '10005' }], pageInfo: { hasNextPage: false } } },
  });
  const other = await saturn.ask(query, { id: saturn.id('Group', 1), after });
  expect(other.errors).toEqual(['BAD_USER_INPUT INVALID_CURSOR at group.cards']);
});

test('all groups of the server, in its order', async () => {
  const saturn = await given();
  const { data, calls } = await saturn.see('{ groups { upstreamId name comment } }');
  expect(calls).toEqual({ 'accountGroups.list': 1 });
  const groups = at<{ upstreamId: string }[]>(data, 'groups');
  expect(groups.map(({ upstreamId }) => upstreamId)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
  expect(groups[0]).toEqual({ upstreamId: '1', name: 'Гости', comment: null });
  expect((await saturn.see('{ groups { id } }')).calls).toEqual({});
});
