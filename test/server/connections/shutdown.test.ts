import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { trackConnections } from '../../../src/server/connections/connections.ts';
import { createHttpServer, listen } from '../../../src/server/connections/http-server.ts';
import { createDrain } from '../../../src/server/connections/shutdown.ts';
import { manualClock } from '../../kit/clock.ts';
import { given } from '../../kit/given.ts';
import { until } from '../../kit/server.ts';

function get(url: string, path: string, agent: Agent) {
  return new Promise<{ status: number; connection: string | undefined; text: string }>((resolve, reject) => {
    const sent = request(`${url}${path}`, { agent }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, connection: response.headers.connection, text }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('a request in flight gets its whole answer and the word that the connection ends', async () => {
  const server = await given({ server: {} });
  server.gate.shut();
  const answer = server.ask('{ slow }');
  await until(() => server.gate.waiting === 1);
  let closed = false;
  const closing = server.close().then(() => {
    closed = true;
  });
  await expect(fetch(`${server.url}/livez`)).rejects.toThrow();
  expect(closed).toBe(false);
  server.gate.open();
  const { body, headers } = await answer;
  expect(body.data).toEqual({ slow: 'done' });
  expect(headers.get('connection')).toBe('close');
  await closing;
});

test('a request that arrives on a connection just used is still answered; readiness says no', async () => {
  const server = await given({ server: {} });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  expect((await get(server.url, '/readyz', agent)).status).toBe(200);
  const closing = server.close();
  const answer = await get(server.url, '/readyz', agent);
  expect(answer).toEqual({ status: 503, connection: 'close', text: '{"status":"draining"}' });
  await closing;
  agent.destroy();
});

test('connections that have long been idle close at once, and what never ends is ended by force', async () => {
  const clock = manualClock();
  const server = createHttpServer((_request, response) => response.writeHead(200).write('never ends'));
  const drain = createDrain(server, trackConnections(server, { clock, limit: () => 10 }), { clock, forceMs: 10_000 });
  const { port } = await listen(server, 0, '127.0.0.1');
  const closed: string[] = [];
  const open = (name: string, bytes?: string) =>
    new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => (bytes ? socket.write(bytes) : resolve()));
      socket.once('data', () => resolve());
      socket.on('error', () => {});
      socket.on('close', () => closed.push(name));
    });
  await open('idle');
  await open('busy', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await new Promise((resolve) => server.getConnections(resolve));
  clock.advance(5_000);
  const accepted = once(server, 'connection');
  await Promise.all([accepted, open('fresh')]);
  const closing = drain.close();
  await until(() => closed.length === 1);
  expect(closed).toEqual(['idle']);
  clock.advance(1_000);
  await until(() => closed.length === 2);
  expect(closed).toEqual(['idle', 'fresh']);
  clock.advance(9_000);
  await closing;
  await until(() => closed.length === 3);
});

test('the admin port tells of tenants and of draining, the main port no longer does', async () => {
  const server = await given({
    server: {
      config: {
        server: { adminPort: 0 },
      },
      status: () => ({ tenants: [{ slug: 'saturn', ready: false }] }),
    },
  });
  expect((await server.raw('/readyz?verbose')).status).toBe(404);
  const verbose = await fetch(`${server.adminUrl}/readyz?verbose`);
  expect([verbose.status, await verbose.json()]).toEqual([
    200,
    { status: 'ready', tenants: [{ slug: 'saturn', ready: false }] },
  ]);
  expect((await fetch(`${server.adminUrl}/graphql`)).status).toBe(404);
  server.gate.shut();
  const answer = server.ask('{ slow }');
  await until(() => server.gate.waiting === 1);
  const closing = server.close();
  expect((await fetch(`${server.adminUrl}/readyz`)).status).toBe(503);
  server.gate.open();
  expect((await answer).status).toBe(200);
  await closing;
});

test.runIf(process.platform === 'linux')(
  'the admin port listens on its own address, whatever the main one does',
  async () => {
    const server = await given({ server: { config: { server: { host: '127.0.0.2', adminPort: 0 } } } });
    expect([server.url, server.adminUrl].map((url) => new URL(url ?? '').hostname)).toEqual(['127.0.0.2', '127.0.0.1']);
  },
);

test('a host that is no address of this machine is told in a sentence that names HOST', async () => {
  for (const host of ['no-such-host.invalid', '203.0.113.7'])
    await expect(given({ server: { config: { server: { host } } } })).rejects.toThrow(
      new RegExp(`^cannot listen at "${host}".*HOST`),
    );
});

test('a taken port is told', async () => {
  const server = await given({ server: {} });
  await expect(
    given({
      server: {
        config: {
          server: { port: server.port },
        },
      },
    }),
  ).rejects.toThrow('EADDRINUSE');
});

test('for drainSeconds connections are taken and answered, with the word that they end, while readiness says no', async () => {
  const clock = manualClock();
  const server = await given({ server: { clock, config: { server: { drainSeconds: 5 } } } });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  expect((await get(server.url, '/livez', agent)).connection).toBe('keep-alive');
  let isClosed = false;
  const closing = server.close().then(() => {
    isClosed = true;
  });
  // On the kept connection, and on new ones: a balancer has not asked for readiness yet.
  expect(await get(server.url, '/livez', agent)).toMatchObject({ status: 200, connection: 'close' });
  expect(await get(server.url, '/readyz', agent)).toMatchObject({ status: 503, connection: 'close' });
  clock.advance(4_999);
  const { status, headers, body } = await server.ask('{ fast: __typename }');
  expect([status, headers.get('connection'), body.data]).toEqual([200, 'close', { fast: 'Query' }]);
  expect(isClosed).toBe(false);
  clock.advance(1);
  await expect
    .poll(() =>
      fetch(`${server.url}/livez`).then(
        () => 'taken',
        () => 'refused',
      ),
    )
    .toBe('refused');
  clock.advance(1_000);
  await closing;
  agent.destroy();
});
