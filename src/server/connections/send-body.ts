import type { ServerResponse } from 'node:http';

/** What is smaller goes at once: a socket takes it. */
const LARGE = 65_536;
/** Small enough to see a slow client move, large enough to cost nothing. */
const PIECE = 16_384;
/** Bytes of large bodies that wait for their clients, over all connections. */
const MAX_UNSENT = 256 << 20;

export type SendBody = (response: ServerResponse, body: string | Buffer, bytes: number) => void;

/**
 * Ends a response with its body, piece by piece where it is large. A text is held for its client alone: where such texts exceed
 * 256 MB, the one that has waited for longest is given up.
 */
export function createSendBody(maxUnsent: number = MAX_UNSENT): SendBody {
  /** Texts under way, the oldest first. */
  const unsent = new Map<ServerResponse, number>();
  let unsentBytes = 0;
  const forget = (response: ServerResponse) => {
    unsentBytes -= unsent.get(response) ?? 0;
    unsent.delete(response);
  };

  return (response, body, bytes) => {
    if (bytes <= LARGE) {
      response.end(body);
      return;
    }
    if (typeof body !== 'string') return sendPieces(response, body);
    unsent.set(response, bytes);
    unsentBytes += bytes;
    response.once('close', () => forget(response));
    for (const [oldest] of unsent) {
      if (unsentBytes <= maxUnsent) break;
      forget(oldest);
      oldest.destroy();
    }
    sendPieces(response, Buffer.from(body));
  };
}

function sendPieces(response: ServerResponse, body: Buffer): void {
  let sent = 0;
  const next = () => {
    while (sent + PIECE < body.length && !response.destroyed) {
      const piece = body.subarray(sent, sent + PIECE);
      sent += PIECE;
      if (!response.write(piece)) {
        response.once('drain', next);
        return;
      }
    }
    if (!response.destroyed) response.end(body.subarray(sent));
  };
  next();
}
