import DataLoader from 'dataloader';
import { defined } from '../lib/defined.ts';
import type { GatewayContext } from './context.ts';
import type { Person } from './people/asked-people.ts';

/**
 * Defines a DataLoader with one instance per request. `batch` returns values in key order, null for a missing row and an
 * Error for a failed one. A failed key is cleared, so that a later field can retry it. With `person`, each load asks for a
 * person, also where the row is there already, and nobody is read for a document that asks for too many.
 */
export function defineLoader<K, V>(
  batch: (context: GatewayContext, keys: readonly K[]) => Promise<readonly (V | Error)[]>,
  options: { cacheKey?: (key: K) => string; maxBatchSize?: number; person?: (key: K) => Person } = {},
): (context: GatewayContext) => DataLoader<K, V, K | string> {
  const definition = {};
  const { cacheKey, maxBatchSize, person } = options;
  return (context) => {
    const cached = context.loaders.get(definition);
    if (cached) return cached as DataLoader<K, V, K | string>;
    const loader: DataLoader<K, V, K | string> = new DataLoader<K, V, K | string>(
      async (keys) => {
        context.loads.batches++;
        context.loads.keys += keys.length;
        try {
          if (person) context.people.check(keys.map(person));
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
      defined({ cacheKeyFn: cacheKey, maxBatchSize }),
    );
    if (person) {
      const load = loader.load.bind(loader);
      loader.load = (key) => {
        context.people.ask(person(key));
        return load(key);
      };
    }
    context.loaders.set(definition, loader as DataLoader<unknown, unknown>);
    return loader;
  };
}
