// A program of the tests: runs the small network on the device named and prints or posts what came out.

import { isMainThread, parentPort } from 'node:worker_threads';
import { encodeOnnx } from '@gossamer/core/onnx';
import { seededInput } from '@gossamer/core/weights';
import { type NodeDevice, nodeRuntime } from '../../index.js';
import { smallNetwork } from '../small-network.js';

const device = (process.argv[2] ?? 'cpu') as NodeDevice;
const runtime = nodeRuntime({ device, threads: 1 });
const notOnnx = await runtime.load(new TextEncoder().encode('some text')).catch((error: Error) => error);
await using session = await runtime.load(await encodeOnnx(smallNetwork()));
const { y } = await session.run({ x: seededInput('x', [2, 8, 8, 8]) }, { outputs: ['y'] });
const result = {
  device: session.device,
  error: notOnnx instanceof Error ? notOnnx.message : undefined,
  y: y && { ...y, data: Array.from(y.data, Number) },
};
if (isMainThread) process.stdout.write(JSON.stringify(result));
else parentPort?.postMessage(result);
