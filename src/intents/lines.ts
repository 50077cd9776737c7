import type { Clock } from '../lib/clock.ts';
import { UpstreamError } from '../upstream/errors.ts';

/** Lets one at a time through for each name, in the order of their coming. */
export interface Lines {
  isFree(name: string): boolean;
  /**
   * Resolves with the function that lets the next one through; calling it again does nothing. Rejects with OVERLOADED,
   * nothing sent, where the turn does not come until then.
   */
  enter(name: string, until: number): Promise<() => void>;
}

export function createLines(clock: Clock): Lines {
  const lines = new Map<string, Set<() => void>>();

  const leave = (name: string): (() => void) => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = lines.get(name)?.values().next().value;
      if (next) next();
      else lines.delete(name);
    };
  };

  return {
    isFree: (name) => !lines.has(name),
    enter(name, until) {
      const line = lines.get(name);
      if (!line) {
        lines.set(name, new Set());
        return Promise.resolve(leave(name));
      }
      return new Promise((resolve, reject) => {
        const turn = () => {
          line.delete(turn);
          cancel();
          resolve(leave(name));
        };
        const cancel = clock.after(Math.max(0, until - clock.now()), () => {
          line.delete(turn);
          reject(lineBusy());
        });
        line.add(turn);
      });
    },
  };
}

/** Another move of the same card is under way, so this one was not sent. */
export function lineBusy(): UpstreamError {
  return new UpstreamError({ kind: 'OVERLOADED', sent: 'NOT_SENT', reason: 'CARD_BUSY', retryAfter: 1 });
}
