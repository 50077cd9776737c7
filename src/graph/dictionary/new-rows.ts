/**
 * For reading back what was made: gives a function that reads what has appeared since. A name alone would not do: whatever
 * bore it before would be taken for ours, though the server may well have refused.
 */
export async function newcomers<T extends { readonly id: number }>(
  read: () => Promise<readonly T[]>,
): Promise<() => Promise<T[]>> {
  const before = new Set((await read()).map(({ id }) => id));
  return async () => (await read()).filter(({ id }) => !before.has(id));
}
