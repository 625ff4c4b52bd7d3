// Benchmark results without a benchmark: times as a test wants them.

import type { Contestant } from '../bench/contestant.js';
import type { Result } from '../bench/result.js';
import type { Basis } from '../bench/rounds.js';
import { summarizeTimes } from '../bench/statistics.js';
import type { Variant } from '../bench/variant.js';

export interface ResultFacts extends Partial<Omit<Variant, 'source'>> {
  readonly wall: readonly number[];
  readonly cpu?: readonly number[];
  readonly basis?: Basis;
  readonly group?: number;
}

/** A result with these medians of its rounds. */
export function benchResult({
  wall,
  cpu = wall,
  basis = 'wall',
  group = 0,
  ...setting
}: ResultFacts): Result {
  const model = setting.model ?? 'net';
  const variant: Variant = {
    model,
    label: model,
    runtime: 'node',
    device: 'cpu',
    threads: 1,
    batch: 1,
    size: 224,
    target: 'portable',
    precision: 'fp32',
    reference: false,
    // What is compared are times: nothing looks at where they come from.
    source: undefined as unknown as Variant['source'],
    ...setting,
  };
  return {
    variant,
    contestant: undefined as unknown as Contestant,
    group,
    basis,
    wall: summarizeTimes(wall),
    cpu: summarizeTimes(cpu),
    rounds: { wall, cpu },
    imagesPerSecond: 0,
    gflops: undefined,
    rooflineShare: undefined,
  };
}
