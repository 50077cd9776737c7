import type { Socket } from 'node:net';
import type { Clock } from '../../lib/clock.ts';
import { type KernelQueues, portsOf, readKernelQueues } from './kernel-queues.ts';

const CHECK_MS = 2_000;
/** Checks are counted, not time: a process that stood still must not blame its clients. */
const checks = (ms: number) => ms / CHECK_MS;
const STALLED = checks(30_000);
const WINDOW = checks(60_000);
/** A response must move at 1 KB/s. */
const BYTES_PER_WINDOW = 60 * 1024;

type Reader = Pick<Socket, 'writableLength' | 'bytesWritten' | 'localPort' | 'remotePort' | 'resetAndDestroy'>;

/** What a client has taken of its responses, and the checks since it took more. */
interface Progress {
  readonly taken: number;
  readonly stalled: number;
  readonly windowTaken: number;
  readonly window: number;
}

/**
 * Ends connections whose clients ask and then do not read, or hardly: each holds a response in memory. Checks every two seconds
 * those with bytes to be written, until the function that it gives is called.
 */
export function endSlowReaders(
  open: Iterable<Reader>,
  options: { clock: Clock; kernelQueues?: () => Promise<KernelQueues> },
): () => void {
  const { clock, kernelQueues = readKernelQueues } = options;
  /** Null at the first check: most responses are gone by the next. */
  let waiting = new Map<Reader, Progress | null>();

  const check = async (): Promise<void> => {
    const busy = [...open].filter((socket) => socket.writableLength > 0);
    const queues = busy.some((socket) => waiting.has(socket)) ? await kernelQueues() : null;
    const next = new Map<Reader, Progress | null>();
    for (const socket of busy) {
      const previous = waiting.get(socket);
      const progress = queues && previous !== undefined ? progressOf(previous, takenBy(socket, queues)) : null;
      next.set(socket, progress);
      // A mere end would leave megabytes to the kernel, for minutes.
      if (progress && isTooSlow(progress)) socket.resetAndDestroy();
    }
    waiting = next;
  };

  let cancel = () => {};
  const schedule = () => {
    cancel = clock.after(CHECK_MS, () => {
      schedule();
      void check();
    });
  };
  schedule();
  return () => cancel();
}

function takenBy(socket: Reader, queues: KernelQueues): number {
  return socket.bytesWritten - socket.writableLength - (queues.get(portsOf(socket)) ?? 0);
}

function progressOf(previous: Progress | null, taken: number): Progress {
  if (previous === null) return { taken, stalled: 0, windowTaken: taken, window: 0 };
  // While a piece passes to the kernel it counts twice.
  const most = Math.max(taken, previous.taken);
  const stalled = taken > previous.taken ? 0 : previous.stalled + 1;
  const window = previous.window + 1;
  const isFastEnough = most - previous.windowTaken >= BYTES_PER_WINDOW;
  if (window >= WINDOW && isFastEnough) return { taken: most, stalled, windowTaken: most, window: 0 };
  return { taken: most, stalled, windowTaken: previous.windowTaken, window };
}

function isTooSlow({ stalled, window }: Progress): boolean {
  return stalled >= STALLED || window >= WINDOW;
}
