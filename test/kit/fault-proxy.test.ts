import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createFaultProxy } from './fault-proxy.ts';

/** An HTTP server that answers `size` bytes, and notes what reached it. */
async function given(size = 10) {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    seen.push(request);
    request.resume().on('end', () => response.end('x'.repeat(size)));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const proxy = await createFaultProxy((server.address() as AddressInfo).port);
  onTestFinished(async () => {
    await proxy.close();
    server.closeAllConnections();
    server.close();
  });
  return { proxy, seen };
}

/** Sends one request; gives what came back and how it ended. */
function ask(
  port: number,
  giveUpMs = 60_000,
  body = '',
): Promise<{ text: string; end: string; ms: number; socket: Socket }> {
  const begun = performance.now();
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n${body}`),
    );
    const end = (how: string) => {
      clearTimeout(timer);
      resolve({ text, end: how, ms: performance.now() - begun, socket });
    };
    const timer = setTimeout(() => end('silence'), giveUpMs);
    socket.on('data', (piece) => {
      text += piece;
    });
    socket.on('end', () => end('end'));
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? 'error'));
    onTestFinished(() => void socket.destroy());
  });
}

test('without faults everything passes, and is counted', async () => {
  const { proxy, seen } = await given(1000);
  const { text, end } = await ask(proxy.port, undefined, 'hello');
  expect([end, text.endsWith('x'.repeat(1000)), seen.length]).toEqual(['end', true, 1]);
  expect(proxy.counts()).toMatchObject({ connections: 1, bytesDown: text.length });
  expect(proxy.counts().bytesUp).toBeGreaterThan(60);
});

test('latency and jitter hold up each piece, no less than was asked', async () => {
  const { proxy } = await given();
  await proxy.set({ latencyMs: 30, jitterMs: 20 });
  const { end, ms } = await ask(proxy.port);
  expect(end).toBe('end');
  expect(ms).toBeGreaterThanOrEqual(58);
});

test('bandwidth is bounded', async () => {
  const { proxy } = await given(20_000);
  await proxy.set({ bytesPerSecond: 200_000 });
  const { text, ms } = await ask(proxy.port);
  expect(text.length).toBeGreaterThan(20_000);
  expect(ms).toBeGreaterThanOrEqual(98);
});

test.each([
  ['up', { cutUpAfter: 20 }, { bytesUp: 20, bytesDown: 0 }, 0],
  ['down', { cutDownAfter: 50 }, { bytesDown: 50 }, 1],
])('cut after n bytes, %s', async (_name, faults, counts, reached) => {
  const { proxy, seen } = await given(1000);
  await proxy.set(faults);
  const { end } = await ask(proxy.port);
  expect(end).toBe('end');
  expect(proxy.counts()).toMatchObject({ ...counts, open: 0 });
  expect(seen).toHaveLength(reached);
});

test('reset', async () => {
  const { proxy, seen } = await given();
  await proxy.set({ mode: 'reset' });
  expect((await ask(proxy.port)).end).toMatch(/ECONNRESET|EPIPE/);
  expect(seen).toHaveLength(0);
  await proxy.clear();
  expect((await ask(proxy.port)).end).toBe('end');
});

test('a black hole takes all and gives nothing, and lets go when it is told to', async () => {
  const { proxy, seen } = await given();
  await proxy.set({ mode: 'blackHole' });
  const asked = ask(proxy.port, 80);
  await expect.poll(() => proxy.counts().open).toBe(1);
  const { text, end } = await asked;
  expect([text, end, seen.length]).toEqual(['', 'silence', 0]);
  expect(proxy.counts()).toMatchObject({ open: 1, bytesUp: 0 });
});

test('apply then cut: the server did it, and the client cannot know', async () => {
  const { proxy, seen } = await given();
  await proxy.set({ mode: 'applyThenCut' });
  const { text, end } = await ask(proxy.port, undefined, 'book');
  expect([text, end, seen.length]).toEqual(['', 'end', 1]);
});

test('half open: the server is gone, and the client is not told', async () => {
  const { proxy, seen } = await given();
  const idle = connect(proxy.port, '127.0.0.1');
  onTestFinished(() => void idle.destroy());
  await new Promise((done) => idle.once('connect', done));
  await proxy.set({ mode: 'halfOpen' });
  let closed = false;
  idle.once('close', () => {
    closed = true;
  });
  idle.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  expect((await ask(proxy.port, 80)).end).toBe('silence');
  expect([closed, seen.length]).toEqual([false, 0]);
});

test('refuse: nobody listens, until somebody does again at the same port', async () => {
  const { proxy } = await given();
  await proxy.set({ mode: 'refuse' });
  expect((await ask(proxy.port)).end).toBe('ECONNREFUSED');
  await proxy.clear();
  expect((await ask(proxy.port)).end).toBe('end');
});

test('faults may be changed while a connection is open, and closing ends them all', async () => {
  const { proxy } = await given();
  await proxy.set({ mode: 'blackHole' });
  const waiting = ask(proxy.port);
  await expect.poll(() => proxy.counts().open).toBe(1);
  proxy.resetAll();
  expect((await waiting).end).toBe('ECONNRESET');
  const open = connect(proxy.port, '127.0.0.1');
  await new Promise((done) => open.once('connect', done));
  const ended = new Promise((done) => open.once('close', done));
  await proxy.close();
  await ended;
  expect(proxy.counts().open).toBe(0);
});
