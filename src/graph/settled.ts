/** Runs one call per key, all at once; a failed one is an Error in its place, as DataLoader wants it. */
export function settled<K, V>(keys: readonly K[], run: (key: K) => Promise<V>): Promise<(V | Error)[]> {
  return Promise.all(
    keys.map(async (key) => {
      try {
        return await run(key);
      } catch (error) {
        return error instanceof Error ? error : new Error('unknown failure', { cause: error });
      }
    }),
  );
}
