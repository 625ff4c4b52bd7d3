// A program that runs a network on two threads and ends: nothing but the network keeps it alive, nothing stops it.

import { wasmRuntime } from '../../index.js';
import { catalogInput, catalogModel } from '../catalog-model.js';

const SIZE = [33, 49] as const;
const session = await wasmRuntime({ threads: 2 }).loadModel(
  await catalogModel('mobilenetv3_small_050', SIZE, { numClasses: 10 }),
);
const { logits } = await session.run(catalogInput(SIZE));
console.log(logits?.data.length);
