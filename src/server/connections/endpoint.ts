import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../lib/clock.ts';
import { trackConnections } from './connections.ts';
import { createHttpServer, listen } from './http-server.ts';
import { createDrain } from './shutdown.ts';
import { endSlowReaders } from './slow-readers.ts';

/** One port: an HTTP server that bounds its connections, ends slow clients, and stops without cutting a response. */
export function createEndpoint(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
  options: { clock: Clock; limit: () => number; drainMs?: number; forceMs: number },
) {
  const server = createHttpServer(listener);
  const connections = trackConnections(server, options);
  const stopChecking = endSlowReaders(connections.open, options);
  const drain = createDrain(server, connections, options);
  return {
    listen: (port: number, host: string) => listen(server, port, host),
    draining: drain.draining,
    connections: () => connections.open.size,
    async close(): Promise<void> {
      await drain.close();
      stopChecking();
    },
  };
}
