// Interleaved rounds: each is a slice of the work, such as a folder's pictures, that every contestant does, in an order that turns.

export interface Times {
  /** Milliseconds an item, one a round. */
  readonly wall: number[];
  /** Of all the process's threads. */
  readonly processor: number[];
}

export async function race<T>(
  contestants: ReadonlyMap<string, (items: readonly T[]) => Promise<unknown>>,
  items: readonly T[],
  rounds: number,
): Promise<Map<string, Times>> {
  const names = [...contestants.keys()];
  const times = new Map(names.map((name): [string, Times] => [name, { wall: [], processor: [] }]));
  const size = Math.ceil(items.length / rounds);
  for (let round = 0; round < rounds; round++) {
    const slice = items.slice(round * size, (round + 1) * size);
    const first = round % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const [started, before] = [performance.now(), process.cpuUsage()];
      await contestants.get(name)?.(slice);
      const { user, system } = process.cpuUsage(before);
      times.get(name)?.wall.push((performance.now() - started) / slice.length);
      times.get(name)?.processor.push((user + system) / 1000 / slice.length);
    }
  }
  return times;
}
