import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { RequestProblem } from './problem.ts';

/** Of an over-long body this much is still read and dropped, so that the client gets to read the answer. */
const DRAIN_BYTES = 8 << 20;

/** Throws 415 for what is not plain JSON in UTF-8. Form posts and multipart do not exist here: nor does their way around CORS. */
export function checkBodyHeaders(request: IncomingMessage): void {
  const { 'content-type': type, 'content-encoding': encoding } = request.headers;
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') {
    throw new RequestProblem(415, 'BAD_USER_INPUT', 'Send the body without Content-Encoding.', {
      'Accept-Encoding': 'identity',
    });
  }
  if (type === 'application/json') return;
  const match = /^application\/json\s*(?:;(.*))?$/is.exec(type ?? '');
  const charset = /charset\s*=\s*"?([^";\s]*)/i.exec(match?.[1] ?? '')?.[1];
  if (!match || (charset !== undefined && !/^utf-?8$/i.test(charset))) {
    throw new RequestProblem(415, 'BAD_USER_INPUT', 'Send Content-Type: application/json, in UTF-8.', {
      'Accept-Post': 'application/json',
    });
  }
}

/** The whole body as text. Throws 413 beyond `limit` bytes, counted as they come, and 400 for what is not UTF-8. */
export function readBody(request: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const tooLarge = () =>
      reject(new RequestProblem(413, 'BAD_USER_INPUT', `The body may hold ${limit} bytes.`, { Connection: 'close' }));
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
      if (bytes > limit) return tooLarge();
      const [only] = chunks;
      const body = chunks.length === 1 && only ? only : Buffer.concat(chunks, bytes);
      if (isUtf8(body)) resolve(body.toString());
      else reject(new RequestProblem(400, 'BAD_USER_INPUT', 'The body is not UTF-8.'));
    });
    request.on('error', () => reject(new ClientGone()));
    request.on('close', () => {
      if (!request.complete) reject(new ClientGone());
    });
  });
}

/** The client went away before its request was whole: nobody is left to answer. */
export class ClientGone extends Error {
  constructor() {
    super('the client went away');
    this.name = 'ClientGone';
  }
}
