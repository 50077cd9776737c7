import DataLoader from 'dataloader';
import { defined } from '../lib/defined.ts';
import type { GatewayContext } from './context.ts';

/**
 * Defines a DataLoader with one instance per request. `batch` returns values in key order, null for a missing row and an
 * Error for a failed one. A failed key is cleared, so that a later field can retry it.
 */
export function defineLoader<K, V>(
  batch: (context: GatewayContext, keys: readonly K[]) => Promise<readonly (V | Error)[]>,
  options: { cacheKey?: (key: K) => string; maxBatchSize?: number } = {},
): (context: GatewayContext) => DataLoader<K, V, K | string> {
  const definition = {};
  return (context) => {
    const known = context.loaders.get(definition);
    if (known) return known as DataLoader<K, V, K | string>;
    const loader: DataLoader<K, V, K | string> = new DataLoader<K, V, K | string>(
      async (keys) => {
        try {
          const values = await batch(context, keys);
          values.forEach((value, i) => {
            if (value instanceof Error) loader.clear(keys[i] as K);
          });
          return values;
        } catch (error) {
          for (const key of keys) loader.clear(key);
          throw error;
        }
      },
      defined({ cacheKeyFn: options.cacheKey, maxBatchSize: options.maxBatchSize }),
    );
    context.loaders.set(definition, loader as DataLoader<unknown, unknown>);
    return loader;
  };
}
