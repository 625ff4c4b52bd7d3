// A program of the tests: what it takes this process to be allowed, and a network run with it.

import { encodeOnnx } from '@gossamer/core/onnx';
import { seededInput } from '@gossamer/core/weights';
import { cpuQuota, defaultThreads, nodeRuntime } from '../../index.js';
import { isShared } from '../../machine/is-shared.js';
import { smallNetwork } from '../small-network.js';

await using session = await nodeRuntime({ device: 'cpu' }).load(await encodeOnnx(smallNetwork()));
const { y } = await session.run({ x: seededInput('x', [2, 8, 8, 8]) });
const facts = {
  quota: cpuQuota(),
  threads: defaultThreads(),
  shared: isShared(),
  y: Array.from(y?.data ?? [], Number),
};
process.stdout.write(JSON.stringify(facts));
