// Maps a stream with several steps under way at once, results in order.

/**
 * Up to `limit` calls of `map` are under way; the source is read no further ahead than that. When the consumer stops
 * early the calls under way are left to finish.
 */
export async function* mapOrdered<T, R>(
  source: AsyncIterable<T> | Iterable<T>,
  limit: number,
  map: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const under: Promise<R>[] = [];
  for await (const item of source) {
    const result = map(item);
    // Rejections are met when it is its turn.
    result.catch(() => {});
    under.push(result);
    if (under.length >= limit) yield await (under.shift() as Promise<R>);
  }
  for (const result of under) yield await result;
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
