import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import { atEnd } from './at-end.ts';
import { listen } from './fake-server.ts';

/** A gateway process, whose address changes when it is started again. */
export interface Backend {
  /** Without a path. */
  url: string;
}

const POLL_MS = 1_000;

/** Passes requests in turn to those that were ready when it last asked, once a second; tries nothing twice. */
export async function createBalancer(backends: readonly Backend[]) {
  const agent = new Agent({ keepAlive: true });
  let ready: readonly Backend[] = [];
  let turn = 0;
  const isReady = ({ url }: Backend): Promise<boolean> =>
    fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  const poll = async () => {
    const states = await Promise.all(backends.map(isReady));
    ready = backends.filter((_, index) => states[index]);
  };
  await poll();
  const timer = setInterval(poll, POLL_MS);
  const server = createServer((incoming: IncomingMessage, response) => {
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
    clearInterval(timer);
    agent.destroy();
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${port}`,
    /** As it last saw it. */
    isReady: (backend: Backend) => ready.includes(backend),
  };
}
