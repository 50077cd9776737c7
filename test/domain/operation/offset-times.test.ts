import { expect, test } from 'vitest';
import { createAlteringServer } from '../../kit/altering-server.ts';
import { at } from '../../kit/at.ts';
import { type Given, given } from '../../kit/given.ts';

/** A local time of Moscow, as a server that keeps UTC writes it; a day as the moment at which it begins. */
const toZ = (local: unknown) =>
  typeof local === 'string' && /^\d{4}-\d\d-\d\d(T|$)/.test(local)
    ? new Date(`${local.length === 10 ? `${local}T00:00:00` : local}+03:00`).toISOString().replace('.000Z', 'Z')
    : local;

const inUtc = (row: Record<string, unknown>) => {
  for (const name of ['createdAt', 'businessDate', 'registeredAt', 'updatedAt', 'birthday'])
    if (name in row) row[name] = toZ(row[name]);
};

const plain = await given();
const zoned = await given({
  between: ({ origin }) =>
    createAlteringServer(origin, {
      answer: (_path, answer) => {
        for (const row of Array.isArray(answer.items) ? answer.items : [answer]) inUtc(row);
      },
    }),
});

interface Row {
  upstreamId: string;
  createdAt: string;
  businessDate: string;
}

const FIELDS = '{ nodes { upstreamId createdAt businessDate } pageInfo { hasNextPage endCursor } }';

async function walk({ ask }: Given, filter: unknown = {}): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: string | null = null; ; ) {
    const { data, errors } = await ask(
      `query ($after: String, $filter: CardOperationFilter) { card(by: { upstreamId: "142" }) { operations(first: 3, after: $after, filter: $filter) ${FIELDS} } }`,
      { after, filter },
    );
    expect(errors).toEqual([]);
    const page = at<{ nodes: Row[]; pageInfo: { hasNextPage: boolean; endCursor: string } }>(
      data,
      'card',
      'operations',
    );
    rows.push(...page.nodes);
    if (!page.pageInfo.hasNextPage) return rows;
    after = page.pageInfo.endCursor;
  }
}

test('a server that writes its times with an offset is walked, and tells the same, as one that writes local times', async () => {
  const rows = await walk(plain);
  expect(rows.length).toBeGreaterThan(5);
  expect(await walk(zoned)).toEqual(rows);
});

test('its rows are filtered by instants and by business days alike', async () => {
  const rows = await walk(plain);
  const third = rows[2];
  const day = { from: third?.businessDate, to: third?.businessDate };
  for (const filter of [{ from: third?.createdAt }, { to: third?.createdAt }, { businessDate: day }]) {
    const found = await walk(plain, filter);
    expect(found.length).toBeGreaterThan(0);
    expect(await walk(zoned, filter)).toEqual(found);
  }
});

test('days and times of a guest are the same', async () => {
  const GUEST = '{ guest(by: { phone: "+79000001042" }) { birthday registeredAt updatedAt } }';
  const { data } = await plain.ask(GUEST);
  expect(at<string>(data, 'guest', 'birthday')).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect((await zoned.ask(GUEST)).data).toEqual(data);
});
