// A program that makes, runs and disposes of a thousand sessions, and prints its resident memory on the way.

import { emit } from '@gossamer/core';
import { Conv, GlobalAveragePool, Relu } from '@gossamer/core/ops';
import { seededInput } from '@gossamer/core/weights';
import { wasmRuntime } from '../../index.js';
import { modelOf, weight } from '../graphs.js';

const TIMES = 1000;
const SHAPE = [1, 16, 64, 64] as const;

// Quick to compile, large in memory: what a session holds shows, and a thousand take seconds.
const model = modelOf(SHAPE, (s, x) => {
  const wide = emit(s, Conv, [x, weight(s, 'weight', [32, 16, 1, 1])], {});
  return emit(s, GlobalAveragePool, [emit(s, Relu, [wide], {})], {});
});
const feeds = { x: seededInput('x', SHAPE) };
const collect = (globalThis as { gc?: () => void }).gc;
const megabytes: number[] = [];
for (let time = 1; time <= TIMES; time++) {
  const session = await wasmRuntime().loadModel(model);
  await session.run(feeds);
  await session.dispose();
  if (time % 10 === 0) collect?.();
  if (time % 250 === 0) megabytes.push(process.memoryUsage().rss / 1e6);
}
console.log(JSON.stringify(megabytes));
