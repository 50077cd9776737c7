import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { atEnd } from './at-end.ts';

const FOLDER = resolve(import.meta.dirname, 'certificates');

export type Certificate = 'server' | 'expired' | 'not-yet-valid' | 'other-name' | 'self-signed' | 'ca' | 'ca-expired';

export function certificatePath(name: Certificate): string {
  return resolve(FOLDER, `${name}.pem`);
}

const pemOf = (name: Certificate | 'test-only-key') => readFileSync(resolve(FOLDER, `${name}.pem`), 'utf8');

/** A server that shows one of the test certificates, and passes what it is asked to a server behind it. */
export async function tlsFront(origin: string, certificate: Certificate = 'server') {
  const key = pemOf('test-only-key');
  const resumed: boolean[] = [];
  const names: (string | null)[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = createServer({ key, cert: pemOf(certificate) }, (incoming, response) => {
    const { method, url, headers } = incoming;
    authorizations.push(headers.authorization);
    const onward = request(new URL(url ?? '/', origin), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  server.on('secureConnection', (socket) => {
    resumed.push(socket.isSessionReused());
    names.push(typeof socket.servername === 'string' ? socket.servername : null);
  });
  // A client that refuses the certificate is no fault of the test.
  server.on('tlsClientError', () => {});
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    /** For each connection: whether it resumed a session, and the name that was asked for. */
    resumed,
    names,
    authorizations,
    /** From the next connection on. */
    show: (name: Certificate) => server.setSecureContext({ key, cert: pemOf(name) }),
    closeConnections: () => server.closeAllConnections(),
  };
}
