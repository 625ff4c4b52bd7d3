// A stream that its signal ends, also while nothing comes.

import { type AbortSource, abortError } from '@gossamer/core/runtime';
import { closed, iteratorOf } from './map-ordered.js';

/** The items until the signal fires. @throws AbortError at once then, for what was aborted */
export async function* untilAborted<T>(
  source: AsyncIterable<T> | Iterable<T>,
  signal: AbortSource,
  what: string,
): AsyncGenerator<T> {
  const items = iteratorOf(source);
  let isPending = false;
  try {
    for (;;) {
      isPending = true;
      const { done, value } = await unlessAborted(Promise.resolve(items.next()), signal, what);
      isPending = false;
      if (done) return;
      yield value;
    }
  } finally {
    await closed(items, isPending);
  }
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSource, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(abortError(signal, what));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    const end = (): void => signal.removeEventListener('abort', stop);
    promise.then(resolve, reject).then(end, end);
  });
}
