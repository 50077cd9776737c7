import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { trackConnections } from '../../../src/server/connections/connections.ts';
import { createHttpServer, listen } from '../../../src/server/connections/http-server.ts';
import { readBody } from '../../../src/server/http/body.ts';
import { manualClock } from '../../kit/clock.ts';
import { until } from '../../kit/server.ts';

/** A client that sends these bytes and notes that its connection ended. */
async function open(port: number, bytes = '', drip = ''): Promise<{ socket: Socket; readonly ended: boolean }> {
  let ended = false;
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const timer = drip ? setInterval(() => socket.write(drip), 50) : undefined;
  const end = () => {
    clearInterval(timer);
    ended = true;
  };
  socket
    .on('error', () => {})
    .on('end', end)
    .on('close', end)
    .resume();
  onTestFinished(() => void socket.destroy());
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  if (bytes) socket.write(bytes);
  return {
    socket,
    get ended() {
      return ended;
    },
  };
}

test('beyond the limit the connection that asked least lately makes room, never one with a request', async () => {
  const clock = manualClock();
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(200).flushHeaders();
  });
  const connections = trackConnections(server, { clock, limit: () => 3 });
  const { port } = await listen(server, 0, '127.0.0.1');
  onTestFinished(() => server.closeAllConnections());
  const busy = await open(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => requests === 1);
  const silent = await open(port);
  await until(() => connections.open.size === 2);
  clock.advance(500);
  const later = await open(port);
  await until(() => connections.open.size === 3);
  clock.advance(600);
  const newcomer = await open(port);
  await until(() => silent.ended);
  expect([busy.ended, later.ended, newcomer.ended, connections.open.size]).toEqual([false, false, false, 3]);
  clock.advance(500);
  const another = await open(port);
  await until(() => later.ended);
  expect([busy.ended, newcomer.ended, another.ended]).toEqual([false, false, false]);
  const tooMany = await open(port);
  await until(() => tooMany.ended);
  expect([busy.ended, newcomer.ended, another.ended, connections.open.size]).toEqual([false, false, false, 3]);
});

test('eight hundred clients that dawdle over headers or body, or never close, are gone within the times given', async () => {
  const server = createHttpServer(
    (request, response) => {
      request.on('data', () => {}).on('error', () => {});
      request.on('end', () => response.end());
    },
    { headersMs: 400, requestMs: 800 },
  );
  const { port } = await listen(server, 0, '127.0.0.1');
  onTestFinished(() => server.closeAllConnections());
  const kinds: [bytes: string, drip: string][] = [
    ['', ''],
    ['GET / HTTP/1.1\r\n', 'X-Drip: 1\r\n'],
    ['POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n', 'x'],
    ['nonsense\r\n\r\n', 'x'],
  ];
  const clients = await Promise.all(
    kinds.flatMap(([bytes, drip]) => Array.from({ length: 200 }, () => open(port, bytes, drip))),
  );
  const left = () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
  await expect.poll(left).toBe(0);
  expect(clients).toHaveLength(800);
});

test('a process that stood still for longer than a request may take does not blame its clients for it', async () => {
  const server = createHttpServer(
    (request, response) => {
      request.resume().on('end', () => response.end());
    },
    { headersMs: 400, requestMs: 400 },
  );
  const { port } = await listen(server, 0, '127.0.0.1');
  onTestFinished(() => server.closeAllConnections());
  const send = async (isStill: boolean): Promise<string> => {
    const { socket } = await open(port);
    const answer = new Promise<string>((resolve) =>
      socket.once('data', (data) => resolve(data.toString().slice(0, 12))),
    );
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n');
    socket.write('whole');
    for (const until = performance.now() + (isStill ? 1500 : 0); performance.now() < until; );
    return answer;
  };
  // In the first moments of the server, and later.
  expect(await send(true)).toBe('HTTP/1.1 200');
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(await send(true)).toBe('HTTP/1.1 200');
  expect(await send(false)).toBe('HTTP/1.1 200');
});

test('a request whose client was told that it took too long is not carried out when the rest of it arrives', async () => {
  const outcomes: string[] = [];
  const server = createHttpServer(
    (request) =>
      void readBody(request, 100).then(
        () => outcomes.push('read'),
        (error: Error) => outcomes.push(error.name),
      ),
    { headersMs: 200, requestMs: 300 },
  );
  const { port } = await listen(server, 0, '127.0.0.1');
  onTestFinished(() => server.closeAllConnections());
  const { socket } = await open(port, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nwho');
  const [told] = await once(socket, 'data');
  expect(told.toString()).toContain('HTTP/1.1 408');
  socket.write('le');
  await until(() => outcomes.length > 0);
  expect(outcomes).toEqual(['ClientDisconnected']);
});

test('two thousand clients that come at once are all answered', async () => {
  const server = createHttpServer((_request, response) => response.end('ok'));
  const connections = trackConnections(server, { clock: manualClock(), limit: () => 5000 });
  await listen(server, 0, '127.0.0.1');
  onTestFinished(() => server.closeAllConnections());
  const { port } = server.address() as AddressInfo;
  const clients = await Promise.all(Array.from({ length: 2000 }, () => open(port)));
  await until(() => connections.open.size === 2000);
  const answered = clients.map(
    ({ socket }) =>
      new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString().slice(0, 12)))),
  );
  for (const { socket } of clients) socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  expect(new Set(await Promise.all(answered))).toEqual(new Set(['HTTP/1.1 200']));
});
