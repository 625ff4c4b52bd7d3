// Maps a stream with several steps under way at once, results in order.

/**
 * Up to `limit` calls of `map` are under way; the source is read no further ahead than that. A result is passed on
 * as soon as it is its turn, also while the source keeps one waiting. When the consumer stops early the calls under way
 * are left to finish, and a source that is waited for is not.
 */
export async function* mapOrdered<T, R>(
  source: AsyncIterable<T> | Iterable<T>,
  limit: number,
  map: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const items = iteratorOf(source);
  const under: Promise<R>[] = [];
  let next: Promise<IteratorResult<T>> | undefined;
  let ended = false;
  try {
    while (!ended || under.length > 0) {
      if (!ended && under.length < limit) next ??= Promise.resolve(items.next());
      const first = under[0];
      if (next !== undefined && (first === undefined || (await isFirst(next, first)))) {
        const { done, value } = await next;
        next = undefined;
        if (done) ended = true;
        else under.push(quiet(map(value)));
      } else yield await (under.shift() as Promise<R>);
    }
  } finally {
    if (!ended) await closed(items, next !== undefined);
  }
}

/** A generator that is waited for closes once it goes on, which may be never. */
export async function closed<T>(items: AsyncIterator<T> | Iterator<T>, isPending: boolean): Promise<void> {
  const closing = Promise.resolve(items.return?.());
  if (isPending) quiet(closing);
  else await closing;
}

/** Groups of `size`, the last one smaller. */
export async function* batched<T>(source: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let group: T[] = [];
  for await (const item of source) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

export function iteratorOf<T>(source: AsyncIterable<T> | Iterable<T>): AsyncIterator<T> | Iterator<T> {
  return Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
}

/** Whether `a` settles before `b`, or both have. */
function isFirst(a: Promise<unknown>, b: Promise<unknown>): Promise<boolean> {
  const settled = (promise: Promise<unknown>, first: boolean): Promise<boolean> =>
    promise.then(
      () => first,
      () => first,
    );
  return Promise.race([settled(a, true), settled(b, false)]);
}

/** Rejections are met when it is its turn. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
