import { createServer, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createEndpoint } from '../../../src/server/connections/endpoint.ts';
import { listen } from '../../../src/server/connections/http-server.ts';
import { createSendBody } from '../../../src/server/connections/send-body.ts';
import { endSlowReaders } from '../../../src/server/connections/slow-readers.ts';
import { manualClock } from '../../kit/clock.ts';
import { until } from '../../kit/server.ts';

/** A connection of which so much waits, and what the kernel holds of the rest. */
function reader(remotePort: number, waiting = 1_000_000) {
  return {
    localPort: 1,
    remotePort,
    writableLength: waiting,
    bytesWritten: 5_000_000,
    inKernel: 500_000,
    endedAfter: null as number | null,
    resetAndDestroy: () => {},
  };
}

/** Looks at these readers for so many seconds; `move` says what each has taken in every second. */
async function watch(readers: ReturnType<typeof reader>[], seconds: number, move: (second: number) => void) {
  const clock = manualClock();
  let looks = 0;
  const open = new Set(readers);
  for (const one of readers) {
    one.resetAndDestroy = () => {
      one.endedAfter ??= clock.now() / 1000;
      open.delete(one);
    };
  }
  const stop = endSlowReaders(open as never, {
    clock,
    kernelQueues: async () => {
      looks += 1;
      return new Map([...open].map(({ remotePort, inKernel }) => [`1 ${remotePort}`, inKernel]));
    },
  });
  for (let second = 1; second <= seconds; second += 1) {
    move(second);
    clock.advance(1000);
    await setImmediate();
  }
  stop();
  expect(clock.timers).toBe(0);
  return looks;
}

test('who takes nothing for 30 s is ended, who takes less than 1 KB/s after a minute, anybody else never', async () => {
  const [stalled, trickling, slow, quick, idle] = [1, 2, 3, 4, 5].map((port) =>
    reader(port, port === 5 ? 0 : undefined),
  );
  if (!stalled || !trickling || !slow || !quick || !idle) throw new Error();
  await watch([stalled, trickling, slow, quick, idle], 400, (second) => {
    trickling.inKernel -= 1000;
    // A kernel reports in lumps.
    if (second % 20 === 0) slow.inKernel -= 22_000;
    quick.writableLength = 1_000_000 - (second % 2) * 100_000;
    quick.bytesWritten += 50_000;
  });
  expect(stalled.endedAfter).toBeGreaterThanOrEqual(30);
  expect(stalled.endedAfter).toBeLessThanOrEqual(36);
  expect(trickling.endedAfter).toBeGreaterThanOrEqual(60);
  expect(trickling.endedAfter).toBeLessThanOrEqual(66);
  expect([slow.endedAfter, quick.endedAfter, idle.endedAfter]).toEqual([null, null, null]);
});

test('what is gone by the next look is not looked at further', async () => {
  const brief = reader(1);
  const looks = await watch([brief], 100, (second) => {
    brief.writableLength = second % 4 === 1 || second % 4 === 2 ? 1000 : 0;
  });
  expect([looks, brief.endedAfter]).toEqual([0, null]);
});

const BODY = 'x'.repeat(12_000_000);

/** Asks, reads only when told, and notes how its connection ended. */
async function client(port: number) {
  let end: string | null = null;
  let bytes = 0;
  const socket = connect(port, '127.0.0.1');
  /** What has arrived; node asks the kernel for a little more. */
  const read = () => {
    const taken: Buffer | null = socket.read();
    bytes += taken?.length ?? 0;
    return taken?.length ?? 0;
  };
  socket.on('error', (error: NodeJS.ErrnoException) => {
    end = error.code ?? 'error';
  });
  socket.on('close', () => {
    end ??= 'closed';
  });
  onTestFinished(() => void socket.destroy());
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  return { read, readAll: () => socket.on('readable', read) && read(), end: () => end, bytes: () => bytes };
}

test('on real sockets a client that does not read is ended, one that reads slowly gets all', async () => {
  const clock = manualClock();
  const sendBody = createSendBody();
  const responses: ServerResponse[] = [];
  const endpoint = createEndpoint(
    (_request, response) => {
      responses.push(response);
      sendBody(response.writeHead(200, { 'Content-Length': BODY.length }), BODY, BODY.length);
    },
    { clock, limit: () => 10, forceMs: 0 },
  );
  const { port } = await endpoint.listen(0, '127.0.0.1');
  const stalled = await client(port);
  await until(() => responses.length === 1);
  const slow = await client(port);
  let looks = 0;
  for (; looks < 90 && !responses[0]?.destroyed; looks += 1) {
    const before = slow.bytes();
    // A kernel opens its window again in lumps.
    await until(() => slow.read() >= 0 && slow.bytes() > before + 200_000);
    clock.advance(2000);
    // The look reads files of the kernel.
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(looks).toBeGreaterThanOrEqual(15);
  for (const one of [stalled, slow]) one.readAll();
  await until(() => slow.end() !== null && stalled.end() !== null);
  expect([stalled.bytes() < BODY.length, slow.bytes() > BODY.length]).toEqual([true, true]);
  await endpoint.close();
});

test('texts for clients that do not read are bounded in all: the one that waits for longest is given up', async () => {
  const sendBody = createSendBody(BODY.length * 2);
  const responses: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    responses.push(response);
    sendBody(response.writeHead(200, { 'Content-Length': BODY.length }), BODY, BODY.length);
  });
  const { port } = await listen(server, 0, '127.0.0.1');
  onTestFinished(() => server.closeAllConnections());
  const clients = [];
  for (let count = 1; count <= 3; count += 1) {
    clients.push(await client(port));
    await until(() => responses.length === count);
  }
  expect(responses.map(({ destroyed }) => destroyed)).toEqual([true, false, false]);
  const [, second, third] = clients;
  for (const one of [second, third]) one?.readAll();
  await until(() => second?.end() === 'closed' && third?.end() === 'closed');
  expect([second, third].map((one) => (one?.bytes() ?? 0) > BODY.length)).toEqual([true, true]);
});
