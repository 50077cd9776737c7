import { getIntrospectionQuery } from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../../src/domain/schema.ts';
import { ObjectCount } from '../../../src/graph/size/object-count.ts';
import { given } from '../../kit/given.ts';

/** Longest time that one request of 100 KB or less may block the event loop, once the code is warm. `npm run long` allows less. */
const LIMIT_MS = Number(process.env.EVENT_LOOP_MS ?? 100);

const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => make(i)).join(' ');
const nested = (width: number, depth: number): string =>
  depth === 0 ? 'id' : times(width, () => `card { guest { ${nested(width, depth - 1)} } }`);
const filler = (text: string) => `{ viewer { name } ${text.repeat(Math.floor(90_000 / text.length))} }`;

/** A document whose fragments spread each other: with each level it expands to twice as many fields. */
function bomb(levels: number, roots: number): string {
  const guest = 'id upstreamId gender birthday phones email note registeredAt registrationSource updatedAt';
  const card = 'id upstreamId number bonusTypeCode balance creditLimit discountLimit isBlocked blockReason updatedAt';
  const operation = 'id upstreamId kind amount reason createdAt businessDate user availableFrom expiresAt balanceAfter';
  const fragments = times(levels - 1, (i) => {
    const below = i + 1;
    return `fragment G${i + 2} on Guest { ...G1 referredBy { ...G${below} } card { ...C${below} } }
      fragment C${i + 2} on Card { ...C1 guest { ...G${below} } operations(first: 0) { nodes { ...O${below} } } }
      fragment O${i + 2} on Operation { ...O1 card { ...C${below} } }`;
  });
  const by = '(by: { identifier: { value: "none" } })';
  return `{ ${times(roots, (i) => `c${i}: card${by} { ...C${levels} } o${i}: operation(id: "x") { ...O${levels} } g${i}: guest${by} { ...G${levels} }`)} }
    ${fragments} fragment G1 on Guest { ${guest} } fragment C1 on Card { ${card} } fragment O1 on Operation { ${operation} }`;
}

/** What validation, limits, cost, compiling or parsing could take long for. */
const HEAVY: Record<string, string> = {
  'the whole schema': getIntrospectionQuery({ descriptions: true }),
  'the schema eight times': `{ ${times(8, (i) => `a${i}: __schema { types { fields { name description args { name type { name fields { name } } } } } }`)} }`,
  'a field 330 times': `{ viewer { ${times(330, () => 'name')} } }`,
  'me { id } 200 times': `{ ${times(200, () => 'viewer { name }')} }`,
  'fields 20 times in 10 places': `{ ${times(10, () => `card(by: { id: 1 }) { guest { ${times(20, () => 'name { full }')} } }`)} }`,
  'pairs of pairs': `{ guest(by: { id: 1 }) { ${nested(2, 4)} } }`,
  'triples of triples': `{ guest(by: { id: 1 }) { ${nested(3, 4)} } }`,
  'fragments side by side': `{ guest(by: { id: 1 }) { ${times(19, (i) => `...F${i}`)} } } ${times(19, (i) => `fragment F${i} on Guest { card { guest { id name { full } card { id number balance group { name } } } } }`)}`,
  'fragments in fragments': `{ node(id: 1) { ${times(15, (i) => `...F${i}`)} } } ${times(15, (i) => `fragment F${i} on Guest { card { ...G${i} ...G${(i + 1) % 15} ...G${(i + 2) % 15} } }`)} ${times(15, (i) => `fragment G${i} on Card { guest { ...H${i} ...H${(i + 3) % 15} } }`)} ${times(15, (i) => `fragment H${i} on Guest { card { id number } }`)}`,
  'fragments that double': `{ guest(by: { id: 1 }) { ...F0 } } ${times(60, (i) => `fragment F${i} on Guest { ...F${i + 1} ...F${i + 1} }`)} fragment F60 on Guest { id }`,
  'many distinct fields': `{ ${times(9, () => 'guest(by: { id: 1 }) { id upstreamId name { full short last first patronymic } gender birthday phones email note consents { personalData privacyPolicy adult } tags { id name } registeredAt updatedAt card { id upstreamId number balance creditLimit group { id name } identifiers { id value type { name } } operations { nodes { id kind amount receipt { number station restaurant { name } } } } } }')} }`,
  'unknown fields': `{ ${times(9, (i) => `viewer { ${times(80, (j) => `nam${i}${j}`)} }`)} }`,
  'unknown arguments': `{ viewer(${times(300, (i) => `nam${i}: 1`)}) { name } }`,
  'unused variables': `query(${times(190, (i) => `$v${i}: ReportInput`)}) { viewer { name } }`,
  'one field of an input 240 times': `{ guests(filter: { ${times(240, () => 'search: "x"')} }) { totalCount } }`,
  'lists in lists': `{ nodes(ids: ${'['.repeat(480)}${']'.repeat(480)}) { id } }`,
  'inline fragments in each other': `{ viewer { ${'... { '.repeat(300)} name ${' }'.repeat(300)} } }`,
  'a name of 90 KB': `{ ${'x'.repeat(90_000)} }`,
  'a string of 90 KB': `{ guest(by: { phone: "${'x'.repeat(90_000)}" }) { id } }`,
  ...Object.fromEntries(
    [2, 3, 4, 5, 6].flatMap((levels) =>
      [1, 2, 3].map((roots) => [`a bomb of ${levels} levels and ${roots} roots`, bomb(levels, roots)]),
    ),
  ),
  commas: filler(','),
  comments: filler('#\n'),
  'empty lines': filler('\n'),
  'characters of four bytes': `{ viewer { name } } #${'🍔'.repeat(22_000)}`,
};

test('no request of 100 KB keeps the others waiting for long', async () => {
  const server = await given({
    server: {
      schema,
      createContext: () => ({
        requestId: 'x',
        principal: null,
        objects: new ObjectCount(5000),
        loaders: new Map(),
        memo: new Map(),
      }),
    },
  });
  const slow: string[] = [];
  let longest = 0;
  for (const [name, query] of Object.entries(HEAVY)) {
    // The shortest of four: garbage collection must not decide. The third use of a text meets a cached document, and compiles it.
    const blocks: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const uses: number[] = [];
      for (let use = 0; use < 3; use += 1) uses.push(await blockOf(server.ask(`${query} #${turn}`)));
      blocks.push(Math.max(...uses));
    }
    longest = Math.max(longest, Math.min(...blocks));
    if (Math.min(...blocks) > LIMIT_MS) slow.push(`${name}: ${blocks.map(Math.round).join(' ')} ms`);
  }
  if (process.env.EVENT_LOOP_MS) console.log(`event loop: longest block of one request ${longest.toFixed(1)} ms`);
  expect(slow).toEqual([]);
});

/** The longest time without a turn of the event loop until the response. Only time on a CPU counts: the machine may be busy. */
async function blockOf(answer: Promise<unknown>): Promise<number> {
  const clocks = () => {
    const { user, system } = process.cpuUsage();
    return { wall: performance.now(), cpu: (user + system) / 1000 };
  };
  let [longest, last, done] = [0, clocks(), false];
  const measure = () => {
    const now = clocks();
    longest = Math.max(longest, Math.min(now.wall - last.wall, now.cpu - last.cpu));
    last = now;
    if (!done) setImmediate(measure);
  };
  setImmediate(measure);
  await answer;
  done = true;
  return longest;
}
