import { UpstreamError } from '../../upstream/errors.ts';
import { codedError } from '../errors.ts';

/**
 * Sends a change that is not a value move, once, and reads its answer. Where its outcome is unknown, as it is too when the
 * answer cannot be read, `readBack` looks whether it was done, by its natural key; if that does not settle it, the client is
 * told that nobody knows. Absence proves nothing: the change may still be on its way.
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

/** Whether the server refused with this status. */
export function isRefused(error: unknown, status: number): error is UpstreamError {
  return error instanceof UpstreamError && error.kind === 'REJECTED' && error.status === status;
}
