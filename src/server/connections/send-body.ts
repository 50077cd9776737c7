import type { ServerResponse } from 'node:http';

/** What is smaller goes at once: a socket takes it. */
const LARGE = 65_536;
/** Small enough to see a slow client move, large enough to cost nothing. */
const PIECE = 16_384;
/** Bytes of large bodies that wait for their clients, over all connections. */
const MAX_UNSENT = 256 << 20;

/** `isShared`: the body is kept anyway, and sent to many. */
export type SendBody = (response: ServerResponse, body: string | Buffer, bytes: number, isShared?: boolean) => void;

/**
 * Ends a response with its body, piece by piece where it is large. Where bodies that are held for one client alone
 * exceed 256 MB, the one that has waited for longest is given up.
 */
export function createSendBody(maxUnsent: number = MAX_UNSENT): SendBody {
  /** Bodies under way, the oldest first. */
  const unsent = new Map<ServerResponse, number>();
  let unsentBytes = 0;
  const forget = (response: ServerResponse) => {
    unsentBytes -= unsent.get(response) ?? 0;
    unsent.delete(response);
  };

  return (response, body, bytes, isShared = false) => {
    if (bytes <= LARGE) {
      response.end(body);
      return;
    }
    const whole = typeof body === 'string' ? Buffer.from(body) : body;
    if (isShared) return sendPieces(response, whole);
    unsent.set(response, bytes);
    unsentBytes += bytes;
    response.once('close', () => forget(response));
    for (const [oldest] of unsent) {
      if (unsentBytes <= maxUnsent) break;
      forget(oldest);
      oldest.destroy();
    }
    sendPieces(response, whole);
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
