import { createRequire } from 'node:module';
import type { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Clock } from './clock.ts';

// The index of the package loads its stores for 15 databases, which takes ten times as long.
const MemoryLimiter = createRequire(import.meta.url)(
  'rate-limiter-flexible/lib/RateLimiterMemory.js',
) as typeof RateLimiterMemory;

export interface Taken {
  /** Whether there was room. What is refused takes nothing. */
  readonly allowed: boolean;
  readonly remaining: number;
  /** Time until the window of this name ends and all points are there again. */
  readonly resetMs: number;
}

export interface WindowLimiter {
  /** Takes points of a name. Its window begins with the first that are taken. */
  take(name: string, points?: number): Promise<Taken>;
}

/** So many points for each name in a fixed window of seconds, kept in memory. Of more than `maxNames` the oldest windows are forgotten. */
export function createWindowLimiter(options: {
  clock: Clock;
  points: number;
  seconds: number;
  maxNames: number;
}): WindowLimiter {
  const { points: limit, seconds } = options;
  const limiter = new ClockedLimiter({ points: limit, duration: seconds, keyPrefix: '' }, new Windows(options));
  return {
    async take(name, points = 1) {
      const { consumedPoints, msBeforeNext: resetMs } = await limiter.consume(name, points).catch(refused);
      const allowed = consumedPoints <= limit;
      return { allowed, remaining: Math.max(0, limit - consumedPoints + (allowed ? 0 : points)), resetMs };
    },
  };
}

/** The limiter rejects with the result itself where there was no room. */
function refused(result: unknown): Counted {
  if (result instanceof Error) throw result;
  return result as Counted;
}

interface Counted {
  readonly consumedPoints: number;
  readonly msBeforeNext: number;
}

/** The package's own storage reads the system's clock, sets a timer for each name and grows without bound. */
class ClockedLimiter extends MemoryLimiter {
  readonly _memoryStorage: Windows;

  constructor(options: ConstructorParameters<typeof MemoryLimiter>[0], windows: Windows) {
    super(options);
    this._memoryStorage = windows;
  }
}

class Windows {
  /** In the order of their beginning, so that the first is the first to end. */
  readonly #windows = new Map<string, { points: number; endsAt: number }>();
  readonly #options: { clock: Clock; points: number; maxNames: number };

  constructor(options: { clock: Clock; points: number; maxNames: number }) {
    this.#options = options;
  }

  /** Called by `consume`. */
  incrby(name: string, points: number, seconds: number): Counted {
    const { clock, points: limit, maxNames } = this.#options;
    const now = clock.now();
    let window = this.#windows.get(name);
    if (window === undefined || window.endsAt <= now) {
      this.#windows.delete(name);
      window = { points: 0, endsAt: now + seconds * 1000 };
      this.#windows.set(name, window);
      const [oldest] = this.#windows.keys();
      if (this.#windows.size > maxNames && oldest !== undefined) this.#windows.delete(oldest);
    }
    const consumedPoints = window.points + points;
    if (consumedPoints <= limit) window.points = consumedPoints;
    return { consumedPoints, msBeforeNext: window.endsAt - now };
  }
}
