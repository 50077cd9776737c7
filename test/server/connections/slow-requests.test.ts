import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createHttpServer, listen } from '../../../src/server/connections/http-server.ts';
import { endSlowRequests } from '../../../src/server/connections/slow-requests.ts';
import { manualClock } from '../../kit/clock.ts';
import { until } from '../../kit/server.ts';

const POST = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n';

/** A server without timeouts of its own, and one client of it. */
async function given(listener: RequestListener) {
  const clock = manualClock();
  const ended: Socket[] = [];
  const received: string[] = [];
  const server = createServer({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 }, (request, response) => {
    request.on('data', (chunk) => received.push(String(chunk)));
    listener(request, response);
  });
  endSlowRequests(server, { clock, requestMs: 9_000, idleMs: 70_000, end: (socket) => ended.push(socket) });
  const { port } = await listen(server, 0, '127.0.0.1');
  onTestFinished(() => server.closeAllConnections());
  const opened = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const client = connect(port, '127.0.0.1').on('error', () => {});
  const answers: string[] = [];
  client.on('data', (data) => answers.push(String(data)));
  return { clock, ended, received, client, answers, socket: await opened };
}

test('the first request must be complete within its time since the opening, however late it began', async () => {
  const { clock, ended, received, client } = await given(() => {});
  clock.advance(4_900);
  client.write(`${POST}1`);
  await until(() => received.length === 1);
  clock.advance(4_000);
  expect(ended).toHaveLength(0);
  clock.advance(200);
  expect(ended).toHaveLength(1);
});

test('a complete request may be worked on for longer, and the next one has its own time', async () => {
  let pending: ServerResponse | undefined;
  const { clock, ended, received, client, answers } = await given((_request, response) => {
    pending = response;
  });
  client.write(`${POST}123`);
  await until(() => received.length === 1);
  clock.advance(60_000);
  pending?.end('done');
  await until(() => answers.length === 1);
  clock.advance(60_000);
  client.write(`${POST}1`);
  await until(() => received.length === 2);
  clock.advance(8_900);
  expect(ended).toHaveLength(0);
  clock.advance(200);
  expect(ended).toHaveLength(1);
});

test('blank lines after a response do not keep a connection', async () => {
  const { clock, ended, client, answers, socket } = await given((_request, response) => response.end('done'));
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await until(() => answers.length === 1);
  clock.advance(69_000);
  const before = socket.bytesRead;
  client.write('\r\n\r\n');
  await until(() => socket.bytesRead === before + 4);
  expect(ended).toHaveLength(0);
  clock.advance(1_100);
  expect(ended).toHaveLength(1);
});

test('a connection whose body outlasts the response is kept once that body is complete', async () => {
  const { clock, ended, received, client, answers } = await given((_request, response) => response.end('no'));
  client.write(POST);
  await until(() => answers.length === 1);
  client.write('123');
  await until(() => received.length === 1);
  clock.advance(9_100);
  expect(ended).toHaveLength(0);
  clock.advance(70_000);
  expect(ended).toHaveLength(1);
});

test('a request that has had its response gets no second one when its body is too slow', async () => {
  const server = createHttpServer((_request, response) => response.end('no'), { headersMs: 300, requestMs: 300 });
  const { port } = await listen(server, 0, '127.0.0.1');
  onTestFinished(() => server.closeAllConnections());
  let answer = '';
  const client = connect(port, '127.0.0.1').on('data', (data) => {
    answer += data;
  });
  client.on('error', () => {}).write(POST);
  await new Promise((resolve) => client.once('close', resolve));
  expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200']);
});

test('a server with its own time limits ends who sends nothing but blank lines after a response', async () => {
  const times = { headersMs: 300, requestMs: 300, keepAliveMs: 500 };
  const server = createHttpServer((_request, response) => response.end('done'), times);
  const { port } = await listen(server, 0, '127.0.0.1');
  onTestFinished(() => server.closeAllConnections());
  const client = connect(port, '127.0.0.1').on('error', () => {});
  client.once('data', () => {
    const timer = setInterval(() => client.write('\r\n'), 50);
    client.once('close', () => clearInterval(timer));
  });
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await new Promise((resolve) => client.once('close', resolve));
  expect(client.bytesWritten).toBeGreaterThan(30);
});
