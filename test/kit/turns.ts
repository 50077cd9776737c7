/** Counts the turns of the event loop from now on: each is a chance of other requests. */
export function countTurns() {
  let turns = 0;
  let isOn = true;
  const count = () => {
    turns += 1;
    if (isOn) setImmediate(count);
  };
  setImmediate(count);
  return {
    now: () => turns,
    end() {
      isOn = false;
      return turns;
    },
  };
}

/** Turns of the event loop while something runs. */
export async function turnsOf(run: () => Promise<unknown>): Promise<number> {
  const turns = countTurns();
  await run();
  return turns.end();
}
