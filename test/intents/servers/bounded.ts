const STEPS = 2000;

/** Steps until one says that it is over. */
export async function bounded(what: string, step: () => Promise<boolean>): Promise<void> {
  for (let steps = 0; steps < STEPS; steps++) if (await step()) return;
  throw new Error(`never came: ${what}`);
}
