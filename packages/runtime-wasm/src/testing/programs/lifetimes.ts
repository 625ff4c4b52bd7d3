// A program that makes, runs and disposes of a thousand sessions, and prints its resident memory on the way.

import { wasmRuntime } from '../../index.js';
import { catalogInput, catalogModel } from '../catalog-model.js';

const SIZE = [32, 32] as const;
const TIMES = 1000;

const model = await catalogModel('mobilenetv3_small_050', SIZE, { numClasses: 10 });
const feeds = catalogInput(SIZE);
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
