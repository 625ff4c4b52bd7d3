// onnxruntime: its versions, a network of one node run on it, and the devices it finds.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { emit, Graph, scopeOf, tensorType, Value } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { Relu } from '@gossamer/core/ops';
import type { NodeRuntime } from '@gossamer/runtime-node';
import { asGossamerError } from '../command/report-error.js';
import type { Check } from './check.js';

/** Runs y = Relu(x) from our own encoder through the CPU provider. */
export async function checkRuntime(runtime: NodeRuntime): Promise<Check> {
  const name = 'onnxruntime-node';
  try {
    const session = await runtime.load(await relu());
    const data = Float32Array.of(-1, 2);
    const { y } = await session.run({ x: { dtype: 'float32', shape: [2], data } });
    await session.dispose();
    const right = y?.data[0] === 0 && y.data[1] === 2;
    const version = await runtime.version();
    if (right) return { name, state: 'ok', detail: `${version}, runs a network` };
    return { name, state: 'failed', detail: `${version} computes wrong: Relu(-1, 2) is ${y?.data}` };
  } catch (thrown) {
    const { reason, hint } = asGossamerError(thrown);
    return { name, state: 'failed', detail: reason, fix: hint ?? 'npm install onnxruntime-node' };
  }
}

async function relu(): Promise<Uint8Array> {
  const graph = new Graph('doctor');
  const x = graph.addInput('x', new Value(tensorType('float32', [2])));
  graph.setOutputs([{ name: 'y', value: emit(scopeOf(graph), Relu, [x], {}) }]);
  return encodeOnnx({ graph, weights: new Map() });
}

/** CUDA and WebGPU; the CPU has had its check. */
export async function checkDevices(runtime: NodeRuntime): Promise<Check[]> {
  const statuses = await runtime.devices().catch(() => []);
  return statuses
    .filter(({ device }) => device !== 'cpu')
    .map(({ device, available, reason, fix }) =>
      available
        ? { name: device, state: 'ok', detail: 'runs a network' }
        : {
            name: device,
            state: 'unavailable',
            detail: reason ?? 'cannot run here',
            ...(fix === undefined ? {} : { fix }),
          },
    );
}

/** onnxruntime-web as the project in this folder has it. */
export function checkWebPackage(): Check {
  const name = 'onnxruntime-web';
  const version = installedVersion(name);
  return version === undefined
    ? { name, state: 'unavailable', detail: 'not installed in this folder; only browsers need it' }
    : { name, state: 'ok', detail: version };
}

function installedVersion(name: string): string | undefined {
  try {
    const require = createRequire(join(process.cwd(), 'package.json'));
    const [, folder] = /^(.*[\\/]node_modules[\\/][^\\/]+)/.exec(require.resolve(name)) ?? [];
    return (require(`${folder}/package.json`) as { version: string }).version;
  } catch {
    return undefined;
  }
}
