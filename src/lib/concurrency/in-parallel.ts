/** Runs over the items, at most `atOnce` together. Gives the results in their order; a failure is an Error in its place, as DataLoader wants it. */
export async function inParallel<T, R>(
  items: readonly T[],
  run: (item: T) => Promise<R>,
  atOnce = items.length,
): Promise<(R | Error)[]> {
  const results = new Array<R | Error>(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      const item = items[index] as T;
      results[index] = await run(item).catch(asError);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('ended', { cause: error });
}
