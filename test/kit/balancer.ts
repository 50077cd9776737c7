import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { atEnd } from './at-end.ts';
import { listen } from './fake-server.ts';

/** A gateway process, whose address changes when it is started again. */
export interface Backend {
  /** Without a path. */
  url: string;
}

const POLL_MS = 1_000;
/** Less than gateways keep theirs: nothing is sent on a connection that is being closed. */
const IDLE_MS = 30_000;

/** Passes requests in turn to those that were ready when it last asked, once a second; tries nothing twice. */
export async function createBalancer(backends: readonly Backend[]) {
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
  const states = new Map<Backend, boolean>();
  let turn = 0;
  let isOver = false;
  const look = async (backend: Backend) => {
    const { url } = backend;
    const isReady = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (url === backend.url) states.set(backend, isReady);
  };
  /** Each by itself: one that is slow to answer hides nothing of the others. */
  const watch = async (backend: Backend) => {
    while (!isOver) {
      await pause(POLL_MS, undefined, { ref: false });
      await look(backend);
    }
  };
  await Promise.all(backends.map(look));
  for (const backend of backends) void watch(backend);
  const server = createServer((incoming: IncomingMessage, response) => {
    const ready = backends.filter((one) => states.get(one));
    const backend = ready[turn++ % ready.length];
    const refuse = () => response.writeHead(502).end();
    if (!backend) return refuse();
    const { method, url, headers } = incoming;
    const onward = request(`${backend.url}${url}`, { method, headers, agent }, (answer) => {
      const { connection: _hop, ...rest } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, rest);
      answer.pipe(response);
    });
    onward.on('error', refuse);
    incoming.pipe(onward);
  });
  const port = await listen(server);
  atEnd(async () => {
    isOver = true;
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    /** As it last saw it. */
    isReady: (backend: Backend) => states.get(backend) === true,
  };
}
