// Interleaved rounds: each is a slice of the folder that every contestant classifies, in an order that turns.

import type { Contestant } from './subject.js';

export interface Times {
  /** Milliseconds a picture, one a round. */
  readonly wall: number[];
  /** Of all the process's threads. */
  readonly processor: number[];
}

export async function race(
  contestants: ReadonlyMap<string, Contestant>,
  paths: readonly string[],
  rounds: number,
): Promise<Map<string, Times>> {
  const names = [...contestants.keys()];
  const times = new Map(names.map((name): [string, Times] => [name, { wall: [], processor: [] }]));
  const size = Math.ceil(paths.length / rounds);
  for (let round = 0; round < rounds; round++) {
    const slice = paths.slice(round * size, (round + 1) * size);
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
