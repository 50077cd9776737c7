import { createRequire } from 'node:module';
import type { JitRuntime } from 'graphql-jit/dist/runtime';

type Context = Parameters<JitRuntime['handleResolverResult']>[0];

/**
 * Repairs two faults of graphql-jit 0.8.9 in place; it gives no other way in, and its CommonJS copy is the one that runs.
 * A list item that failed later than its neighbours put its null at the end of the list, so that the items after it stood
 * under other keys. And a value that could not be completed after a promise left the query hanging and ended the process.
 */
export function repairJitRuntime(): void {
  const { jitRuntime }: { jitRuntime: JitRuntime } = createRequire(import.meta.url)('graphql-jit/dist/runtime');
  jitRuntime.safeMap = (context, items, complete, ...indexes) => {
    const list: unknown[] = [];
    let index = 0;
    for (const item of items) {
      complete(context, item, index, isPromise(item) ? placeIn(list, index) : list, ...indexes);
      index += 1;
    }
    return list;
  };
  jitRuntime.handleResolverResult = settle;
  jitRuntime.handleListItemResult = settle;
}

/** The list as one item may see it: what this item pushes when it fails lands in its own place. */
function placeIn(list: unknown[], index: number): unknown[] {
  return new Proxy(list, {
    get: (target, key) =>
      key === 'push'
        ? (value: unknown) => {
            target[index] = value;
          }
        : Reflect.get(target, key),
  });
}

function settle(
  context: Context,
  value: unknown,
  onSuccess: (result: unknown) => void,
  onError: (error: unknown) => void,
): void {
  if (!isPromise(value)) {
    onSuccess(value);
    return;
  }
  context.promiseCounter += 1;
  const done = () => {
    context.promiseCounter -= 1;
    if (context.promiseCounter === 0) context.resolve?.(context);
  };
  const fail = (error: unknown) => {
    onError(error);
    done();
  };
  value.then((result) => {
    try {
      onSuccess(result);
    } catch (error) {
      return fail(error);
    }
    done();
  }, fail);
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
