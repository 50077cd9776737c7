import { createRequire } from 'node:module';
import type { JitRuntime } from 'graphql-jit/dist/runtime';

type Context = Parameters<JitRuntime['handleResolverResult']>[0];

/**
 * Replaces three functions of graphql-jit in place: it offers no hook, and its CommonJS copy is the one that runs. The
 * originals move the null of a list item that fails late to the list's end, and hang on an exception after a promise.
 */
export function repairJitRuntime(): void {
  const { jitRuntime }: { jitRuntime: JitRuntime } = createRequire(import.meta.url)('graphql-jit/dist/runtime');
  jitRuntime.safeMap = (context, items, complete, ...indexes) => {
    const list: unknown[] = [];
    let index = 0;
    for (const item of items) {
      complete(context, item, index, isPromise(item) ? listForItem(list, index) : list, ...indexes);
      index += 1;
    }
    return list;
  };
  jitRuntime.handleResolverResult = handleResult;
  jitRuntime.handleListItemResult = handleResult;
}

/** The list as one item sees it: a push, which is how a failure adds its null, writes to the item's own index. */
function listForItem(list: unknown[], index: number): unknown[] {
  return new Proxy(list, {
    get: (target, key) =>
      key === 'push'
        ? (value: unknown) => {
            target[index] = value;
          }
        : Reflect.get(target, key),
  });
}

function handleResult(
  context: Context,
  value: unknown,
  onSuccess: (result: unknown) => void,
  onError: (error: unknown) => void,
): void {
  if (isPromise(value)) follow(context, value, onSuccess, onError);
  else onSuccess(value);
}

/** Apart from the above, whose every call would allocate for these closures. */
function follow(
  context: Context,
  value: PromiseLike<unknown>,
  onSuccess: (result: unknown) => void,
  onError: (error: unknown) => void,
): void {
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
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
