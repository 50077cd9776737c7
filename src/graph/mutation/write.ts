import { UpstreamError } from '../../upstream/errors.ts';
import { codedError } from '../errors.ts';

/**
 * Sends a change once; not for value moves. After an unknown outcome or an unreadable response `readBack` looks the change up
 * by its natural key. Throws UPSTREAM_TIMEOUT with outcome UNKNOWN if it finds nothing: the change may still be on its way.
 */
export async function write<T>(send: () => Promise<T>, readBack: () => Promise<T | null>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.sent !== 'UNKNOWN') throw error;
    const found = await readBack().catch(() => null);
    if (found !== null) return found;
    throw unknownOutcome();
  }
}

export function unknownOutcome() {
  return codedError(
    'UPSTREAM_TIMEOUT',
    'The change was sent, but its outcome is unknown. Check the current state before you retry.',
    {
      outcome: 'UNKNOWN',
    },
  );
}

/** Whether the server rejected the request with this status. */
export function isRefused(error: unknown, status: number): error is UpstreamError {
  return error instanceof UpstreamError && error.kind === 'REJECTED' && error.status === status;
}
