// A program of the tests: creates, runs and disposes sessions, and prints the resident memory every 50 of them.

import { encodeOnnx } from '@gossamer/core/onnx';
import { seededInput } from '@gossamer/core/weights';
import { nodeRuntime } from '../../index.js';
import { smallNetwork } from '../small-network.js';

const cycles = Number(process.argv[2] ?? 300);
const runtime = nodeRuntime({ device: 'cpu', threads: 1 });
const file = await encodeOnnx(smallNetwork(128));
const curve: number[] = [];
for (let cycle = 1; cycle <= cycles; cycle++) {
  await using session = await runtime.load(file);
  await session.run({ x: seededInput('x', [1, 128, 8, 8]) });
  if (cycle % 50 === 0) curve.push(process.memoryUsage().rss);
}
process.stdout.write(JSON.stringify(curve));
