/** Characters of a text, or bytes of a body, whose steps are worth turns of their own: some 3 ms of work. */
export const LARGE = 256 * 1024;

/** Steps that wait, those of work that has begun first. */
const waiting: (() => void)[] = [];

/** Resolves in a turn of the event loop that no other step shares, after all that wait: for the first step of some work. */
export function takeTurn(): Promise<void> {
  return new Promise((resolve) => enter(waiting.push(resolve)));
}

/** The same before all that wait: for a further step. What has begun ends first, as it holds memory. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => enter(waiting.unshift(resolve)));
}

/** Runs each step in a turn of its own, and resolves in another one. Whatever else the process has to do comes between. */
export async function inTurns<T>(steps: Iterator<undefined, T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    await nextTurn();
    if (done) return value;
  }
}

/** Runs all steps now. */
export function atOnce<T>(steps: Iterator<undefined, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

function enter(count: number): void {
  if (count === 1) setImmediate(serve);
}

function serve(): void {
  waiting.shift()?.();
  // One for each turn: the event loop runs every immediate that is due before it reads from a socket again.
  if (waiting.length > 0) setImmediate(serve);
}
