/**
 * What an adapter costs: CPU of the main thread for one card and for a page of 50 cards, without an adapter, with one that
 * changes nothing, and with one that returns each row anew. Interleaved; the median of the rounds. Server in a thread of its
 * own, loopback only. Run: npm run build && node bench/adapter.mjs
 */
import { createServer } from 'node:http';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

const ROUNDS = 15;
const CALLS = 200;

const row = (id) => ({
  id,
  groupId: 1,
  balance: 48_250,
  isBlocked: false,
  lastName: 'Каренина',
  firstName: 'Анна',
  phones: ['79161234567'],
  identifiers: [{ id, accountId: id, typeId: 1, value: String(2_000_000 + id) }],
  registeredAt: '2026-03-01T18:42:10',
});
const items = Array.from({ length: 50 }, (_, at) => row(at + 1));

if (isMainThread) await main();
else serve();

function serve() {
  const one = JSON.stringify(row(1));
  const page = JSON.stringify({ items, total: 50 });
  createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(request.url.includes('/list') ? page : one);
  }).listen(0, '127.0.0.1', function listening() {
    parentPort.postMessage(this.address().port);
  });
}

async function main() {
  const { createUpstreamClient } = await import('../dist/upstream/client.js');
  const { Secret } = await import('../dist/lib/secret.js');
  const worker = new Worker(new URL(import.meta.url));
  const port = await new Promise((resolve) => worker.once('message', resolve));
  const adapters = {
    'without an adapter': undefined,
    'one that changes nothing': { file: 'none', request: () => undefined, answer: () => undefined },
    'one that returns each row': {
      file: 'rows',
      request: ({ query }) => ({ query: { ...query, v: 2 } }),
      answer: ({ json }) => ({
        json: json.items ? { ...json, items: json.items.map((one) => ({ ...one })) } : { ...json },
      }),
    },
  };
  const clients = Object.entries(adapters).map(([name, adapter]) => ({
    name,
    client: createUpstreamClient({
      key: name,
      baseUrl: `http://127.0.0.1:${port}/api/v0`,
      timeZone: 'Europe/Moscow',
      credentials: { token: new Secret('token') },
      adapter,
    }),
    card: [],
    page: [],
  }));
  const measure = async (call) => {
    const before = process.cpuUsage();
    for (let at = 0; at < CALLS; at++) await call();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / CALLS;
  };
  for (let round = -2; round < ROUNDS; round++) {
    for (const { client, card, page } of round % 2 ? clients : [...clients].reverse()) {
      const one = await measure(() => client.call('accounts.get', { path: { id: 1 } }, {}));
      const many = await measure(() => client.call('accounts.list', { query: { limit: 50 } }, {}));
      if (round >= 0) card.push(one) && page.push(many);
    }
  }
  const median = (values) =>
    values
      .sort((a, b) => a - b)
      [values.length >> 1].toFixed(0)
      .padStart(5);
  console.log('CPU in µs                    a card  50 cards');
  for (const { name, card, page } of clients) console.log(`${name.padEnd(29)} ${median(card)}     ${median(page)}`);
  await Promise.all(clients.map(({ client }) => client.close()));
  await worker.terminate();
}
