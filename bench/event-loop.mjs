/**
 * What one answer of a ProBonus server at its limit does to the event loop: the longest stretch in which the gateway serves
 * nobody else, in CPU of its main thread, which other programs cannot lengthen. Server and clients run in a thread of their
 * own. Exits 1 beyond 100 ms. Bounded; loopback only; Linux, as it reads /proc. Run: npm run build && node bench/event-loop.mjs
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { request } from 'undici';

const LIMIT_MS = 100;
const ROUNDS = 5;
const NAME = 'Анна Петровна Каренина ';
const MB = 1 << 20;

/** Rows of JSON that come as near to the limit of bytes as they can. */
function fill(limit, count, bytesOf, row) {
  const bare = bytesOf(JSON.stringify(Array.from({ length: count }, (_, id) => row(id + 1, ''))));
  const room = Math.floor((limit - bare - 200) / count / bytesOf(NAME));
  return Array.from({ length: count }, (_, id) => row(id + 1, NAME.repeat(Math.max(0, room))));
}

const utf8 = (text) => Buffer.byteLength(text);
const cp1251 = (text) => text.length;
const account = (id, info) => ({
  id,
  groupId: 1,
  balance: 48_250,
  isBlocked: false,
  lastName: 'Каренина',
  firstName: 'Анна',
  phones: ['79161234567'],
  info,
  number: String(id),
  identifiers: [],
  registeredAt: '2026-03-01T18:42:10',
});
const columns = ['fio', 'group', 'spent', 'balance', 'date'].map((name) => ({
  name,
  title: name,
  type: { spent: 'MONEY', balance: 'MONEY', date: 'DATETIME' }[name] ?? 'STRING',
}));
const cells = (_id, fio) => ({ fio, group: 'VIP', spent: 12_345, balance: 99, date: '2026-03-01T18:42:10' });
const cards = (count, bytesOf) => {
  const items = fill(2 * MB, count, bytesOf, account);
  return { items, total: items.length };
};
const groups = (count, limit, bytesOf) => {
  const items = fill(limit, count, bytesOf, (id, comment) => ({ id, name: `Группа ${id}`, comment }));
  return { items, total: items.length };
};
const report = (count, bytesOf) => ({ columns, rows: fill(4 * MB, count, bytesOf, cells), total: count });

const CARDS = '{ cards(first: 100) { nodes { id balance guest { name { full } phones note } } } }';
const GROUPS = '{ groups { id name comment } }';
const ONE_GROUP = '{ group(id: "c2F0dXJuOkdyb3VwOjE") { name } }';
const REPORT = '{ report(code: TOTALS, input: { first: 1000 }) { columns { name } rows totalCount } }';
const DIFFERENT = { keyCase: 'snake', moneyUnit: 'roubles', numericIdentifiers: true };
const differing = (value) =>
  JSON.stringify(value).replace(/"[a-z][A-Za-z]*":/g, (key) => key.replace(/[A-Z]/g, '_$&').toLowerCase());
const wide = (count, width, cell = '12345') => {
  const names = Array.from({ length: width }, (_, index) => `c${index}`);
  const row = `{${names.map((name) => `"${name}":${cell}`).join()}}`;
  return `{"columns":${JSON.stringify(names.map((name) => ({ name, title: name, type: 'MONEY' })))},"rows":[${`${row},`.repeat(count - 1)}${row}],"total":${count}}`;
};

/** What one answer says, and how the server writes it. `others`: what it says to other operations. */
const CASES = [
  ...['utf-8', 'windows-1251'].flatMap((charset) => {
    const bytesOf = charset === 'utf-8' ? utf8 : cp1251;
    return [
      { name: 'a page of 2 MB, 100 rows', query: CARDS, say: () => cards(100, bytesOf), charset },
      { name: 'a page of 2 MB, 5,000 rows', query: CARDS, say: () => cards(5000, bytesOf), charset },
      {
        name: 'a dictionary of 8 MB, 20,000 rows',
        query: ONE_GROUP,
        say: () => groups(20_000, 8 * MB, bytesOf),
        charset,
      },
      {
        name: 'a dictionary of 8 MB, 4,900 rows, all told',
        query: GROUPS,
        say: () => groups(4900, 8 * MB, bytesOf),
        charset,
      },
      {
        name: 'a dictionary of 8 MB, 20 rows, all told',
        query: GROUPS,
        say: () => groups(20, 8 * MB, bytesOf),
        charset,
      },
      { name: 'a report of 4 MB, 1,000 rows', query: REPORT, say: () => report(1000, bytesOf), charset },
      { name: 'a report of 4 MB, 16,000 rows', query: REPORT, say: () => report(16_000, bytesOf), charset },
    ];
  }),
  ...['gzip', 'br'].flatMap((coding) => [
    { name: 'a page of 2 MB, 5,000 rows', query: CARDS, say: () => cards(5000, utf8), coding },
    {
      name: 'a dictionary of 8 MB, 4,900 rows, all told',
      query: GROUPS,
      say: () => groups(4900, 8 * MB, utf8),
      coding,
    },
    { name: 'a report of 4 MB, 16,000 rows', query: REPORT, say: () => report(16_000, utf8), coding },
  ]),
  { name: 'a report of 1,000 rows with 95 columns', query: REPORT, say: () => wide(1000, 95) },
  {
    name: 'a page of 2 MB, 5,000 rows, every difference',
    query: CARDS,
    say: () => differing(cards(5000, utf8)),
    dialect: DIFFERENT,
  },
  {
    name: 'a report of 1,000 rows with 95 columns, every difference',
    query: REPORT,
    say: () => wide(1000, 95, '0.5'),
    dialect: DIFFERENT,
  },
  { name: 'a report with an amount of 17 digits', query: REPORT, say: () => wide(1000, 95, '12345678901234567') },
  {
    name: 'a report of 100,000 bare numbers',
    query: REPORT,
    say: () => `{"columns":[],"total":1,"rows":[{"a":[${'1,'.repeat(99_990)}1]}]}`,
  },
  { name: '100,000 values', query: CARDS, say: () => `{"items":[],"total":0,"x":[${'1,'.repeat(99_990)}1]}` },
  { name: '50,000 empty objects', query: CARDS, say: () => `{"items":[${'{},'.repeat(49_980)}{}],"total":0}` },
  { name: '950,000 values', query: CARDS, say: () => `{"items":[],"total":0,"x":[${'1,'.repeat(950_000)}1]}` },
  {
    name: '900,000 long numbers',
    query: CARDS,
    say: () => `{"items":[],"total":0,"x":[${'1234567890123456789,'.repeat(99_000)}1]}`,
    dialect: DIFFERENT,
  },
  {
    name: 'values nested 90,000 deep',
    query: CARDS,
    say: () => `{"items":[],"total":0,"x":${'['.repeat(90_000)}${']'.repeat(90_000)}}`,
  },
  {
    name: 'a text of 2 MB of escapes',
    query: CARDS,
    say: () => `{"items":[],"total":0,"x":"${'\\u0416'.repeat(340_000)}"}`,
  },
  {
    name: 'a text of 2 MB of backslashes',
    query: CARDS,
    say: () => `{"items":[],"total":0,"x":"${'\\\\'.repeat(1_000_000)}"}`,
  },
  {
    name: 'a text of 1 MB of quotes',
    query: CARDS,
    say: () => `{"items":[],"total":0,"x":"${'\\"'.repeat(1_000_000)}"}`,
    dialect: DIFFERENT,
  },
  {
    name: '3,000 groups, each with a call of its own',
    query: '{ groups { name cardsCount } }',
    say: () => groups(3000, 300_000, utf8),
    others: '{"items":[],"total":5}',
  },
  {
    name: '3,000 groups and their cards, compiled',
    query: '{ groups { name cardsCount } }',
    say: () => groups(3000, 300_000, utf8),
    others: '{"items":[],"total":5}',
    uses: 4,
  },
];

if (isMainThread) await main();
else await serve(workerData);

/** The server, and the client of the gateway. */
async function serve({ key }) {
  const given = new Map();
  const bytesOf = (index) => {
    const { say, charset = 'utf-8', coding } = CASES[index];
    const said = say();
    const text = typeof said === 'string' ? said : JSON.stringify(said);
    const bytes = charset === 'utf-8' ? Buffer.from(text) : toCp1251(text);
    const body =
      coding === 'gzip'
        ? gzipSync(bytes)
        : coding === 'br'
          ? brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
          : bytes;
    return {
      body,
      headers: {
        'content-type': `application/json; charset=${charset}`,
        ...(coding && { 'content-encoding': coding }),
      },
    };
  };
  const server = createServer((incoming, response) => {
    const index = Number(/^\/case(\d+)\//.exec(incoming.url)[1]);
    const { others } = CASES[index];
    if (others && incoming.url.includes('/accounts/')) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(others);
      return;
    }
    const { body, headers } = given.get(index) ?? given.set(index, bytesOf(index)).get(index);
    response.writeHead(200, { ...headers, 'content-length': body.length }).end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  parentPort.on('message', async ({ url, index, query }) => {
    given.clear();
    given.set(index, bytesOf(index));
    const { body, statusCode } = await request(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query }),
    });
    const answer = await body.text();
    const { errors = [] } = JSON.parse(answer);
    const codes = [...new Set(errors.map(({ extensions: { code, reason } }) => reason ?? code))];
    parentPort.postMessage({ statusCode, bytes: answer.length, errors: errors.length, codes });
  });
  parentPort.postMessage({ port: server.address().port });
}

function toCp1251(text) {
  return Buffer.from(text, 'utf16le').reduce((bytes, low, at, all) => {
    if (at % 2 === 0) bytes[at / 2] = all[at + 1] === 4 ? low - 0x410 + 0x400 + 0xc0 : low;
    return bytes;
  }, Buffer.alloc(text.length));
}

async function main() {
  const { loadConfig } = await import('../dist/config/load.js');
  const { startGateway } = await import('../dist/main.js');
  const { hashKey, newKey } = await import('../dist/tenants/api-keys.js');
  const { key } = newKey('bench');
  const worker = new Worker(new URL(import.meta.url), { workerData: { key } });
  const said = () => new Promise((resolve) => worker.once('message', resolve));
  const { port } = await said();
  let isTooLong = false;
  for (const [index, { name, query, charset = 'utf-8', coding = '', dialect = {} }] of CASES.entries()) {
    let [longest, all, answer] = [0, 0, null];
    for (let round = 0; round < ROUNDS; round++) {
      // A gateway of its own: nothing of the answer is kept from the round before.
      const gateway = await open(`http://127.0.0.1:${port}/case${index}`, dialect);
      const before = cpu();
      const watch = watchLoop();
      worker.postMessage({ url: gateway.url, index, query });
      answer = await said();
      const slice = watch.end();
      if (round > 0) [longest, all] = [Math.max(longest, slice), Math.max(all, cpu() - before)];
      await gateway.close();
    }
    isTooLong ||= longest > LIMIT_MS;
    console.log(
      `${longest > LIMIT_MS ? 'TOO LONG' : 'ok      '} ${longest.toFixed(0).padStart(4)} ms of ${all.toFixed(0).padStart(5)} ms  ${name}, ${[charset, coding].join(' ').trim()}: ${answer.statusCode}, ${answer.bytes} characters, ${answer.errors} errors ${answer.codes.join()}`,
    );
  }
  await worker.terminate();
  process.exit(isTooLong ? 1 : 0);

  async function open(baseUrl, dialect) {
    const text = JSON.stringify({
      server: { port: 0 },
      intents: { store: 'memory' },
      tenants: [
        {
          slug: 'saturn',
          name: 'a',
          baseUrl,
          timeZone: 'Europe/Moscow',
          credentials: { token: 'secret-token' },
          dialect,
        },
      ],
      apiKeys: [{ id: 'bench', tenant: 'saturn', hash: `sha256:${hashKey(key)}`, roles: ['admin'] }],
    });
    const { config, faults } = loadConfig({ path: 'bench', text, env: { LOG_LEVEL: 'silent' } });
    if (faults) throw new Error(JSON.stringify(faults));
    return startGateway({ config });
  }
}

/** CPU of the main thread, in milliseconds. */
function cpu() {
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
}

/** The longest turn of the event loop until its end. */
function watchLoop() {
  let longest = 0;
  let last = cpu();
  let isOn = true;
  const turn = () => {
    const now = cpu();
    longest = Math.max(longest, now - last);
    last = cpu();
    if (isOn) setImmediate(turn);
  };
  setImmediate(turn);
  return {
    end() {
      isOn = false;
      turn();
      return longest;
    },
  };
}
