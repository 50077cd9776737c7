import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { HttpError } from './http-error.ts';

/** Bytes of a body over the limit that are read and discarded, so that the client can still read the response. */
const DRAIN_BYTES = 8 << 20;

/** Throws 415 for anything but plain JSON in UTF-8. Form posts are not accepted: they need no CORS preflight. */
export function checkBodyHeaders(request: IncomingMessage): void {
  const { 'content-type': type, 'content-encoding': encoding } = request.headers;
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') {
    throw new HttpError(415, 'BAD_USER_INPUT', 'Content-Encoding is not supported. Send the body uncompressed.', {
      'Accept-Encoding': 'identity',
    });
  }
  if (type === 'application/json') return;
  const match = /^application\/json\s*(?:;(.*))?$/is.exec(type ?? '');
  const charset = /charset\s*=\s*"?([^";\s]*)/i.exec(match?.[1] ?? '')?.[1];
  if (!match || (charset !== undefined && !/^utf-?8$/i.test(charset))) {
    throw new HttpError(415, 'BAD_USER_INPUT', 'Content-Type must be application/json, encoded as UTF-8.', {
      'Accept-Post': 'application/json',
    });
  }
}

/** The whole body as text. Throws 413 beyond `limit` bytes, counted on the stream, and 400 for invalid UTF-8. */
export function readBody(request: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    if (request.destroyed) return reject(new ClientDisconnected());
    const tooLarge = () =>
      reject(new HttpError(413, 'BAD_USER_INPUT', `The body is larger than ${limit} bytes.`, { Connection: 'close' }));
    const chunks: Buffer[] = [];
    let bytes = 0;
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > DRAIN_BYTES) return tooLarge();
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limit) chunks.push(chunk);
      else {
        chunks.length = 0;
        if (bytes > DRAIN_BYTES) tooLarge();
      }
    });
    request.on('end', () => {
      // A client that was told that it took too long must be able to rely on it.
      if (request.socket.writableEnded) return reject(new ClientDisconnected());
      if (bytes > limit) return tooLarge();
      const [only] = chunks;
      const body = chunks.length === 1 && only ? only : Buffer.concat(chunks, bytes);
      if (isUtf8(body)) resolve(body.toString());
      else reject(new HttpError(400, 'BAD_USER_INPUT', 'The body is not valid UTF-8.'));
    });
    request.on('error', () => reject(new ClientDisconnected()));
    request.on('close', () => {
      if (!request.complete) reject(new ClientDisconnected());
    });
  });
}

/** The client disconnected before its request was complete: no response can be sent. */
export class ClientDisconnected extends Error {
  constructor() {
    super('client disconnected');
    this.name = 'ClientDisconnected';
  }
}
