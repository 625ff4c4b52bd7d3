// What a checkpoint becomes on its way to a runtime: bound by whoever is asked to, compiled for where it runs.

import type { Graph } from '@gossamer/core';
import { compile } from '@gossamer/core/compile';
import { encodeOnnx } from '@gossamer/core/onnx';
import { encodeSafetensors, seededWeights } from '@gossamer/core/weights';
import { bindCheckpoint } from '@gossamer/models';
import { createModel, shufflenetv1_g8_050 } from '@gossamer/models/shufflenetv1';
import { expect, it } from 'vitest';
import { loadCheckpoint, type WebRuntime, type WeightBinder, webRuntime } from '../index.js';

const KEEPING_NOTHING = { storage: 'memory' } as const;
const options = { batch: 1, size: 32 } as const;
const whole = createModel(shufflenetv1_g8_050, options);

/** A checkpoint of the whole network, as a file somebody picked. */
async function picked(): Promise<File> {
  const bytes = await encodeSafetensors(seededWeights(whole.graph.params, 1));
  return new File([bytes as Uint8Array<ArrayBuffer>], 'picked.safetensors');
}

/** The file such a runtime is given. */
function recorded(runtime: WebRuntime): { runtime: WebRuntime; files: Uint8Array[] } {
  const files: Uint8Array[] = [];
  const load = async (onnx: Uint8Array) => files.push(onnx) && {};
  return { runtime: { ...runtime, target: runtime.target, load: load as never }, files };
}

const compiled = (graph: Graph, target: 'wasm' | 'webgpu') =>
  encodeOnnx(compile({ graph, weights: seededWeights(graph.params, 1) }, { target }).model);

it.each([
  ['wasm', 'wasm'],
  ['webgpu', 'webgpu'],
  ['auto', 'webgpu'],
] as const)('compiles for device %s as for %s', async (device, target) => {
  const { runtime, files } = recorded(webRuntime({ device }));
  await loadCheckpoint(runtime, { graph: whole.graph, weights: await picked() }, KEEPING_NOTHING);
  const [wasm, webgpu] = [await compiled(whole.graph, 'wasm'), await compiled(whole.graph, 'webgpu')];
  const equal = (file: Uint8Array, other: Uint8Array): boolean => Buffer.compare(file, other) === 0;
  expect(files.map((file) => [equal(file, wasm), equal(file, webgpu)])).toEqual([
    [target === 'wasm', target === 'webgpu'],
  ]);
});

it('leaves binding to a function, which may leave out the classifier', async () => {
  const { runtime, files } = recorded(webRuntime());
  const network = createModel(shufflenetv1_g8_050, { ...options, numClasses: 0 });
  const request = { graph: network.graph, weights: await picked() };
  await expect(loadCheckpoint(runtime, request, KEEPING_NOTHING)).rejects.toMatchObject({
    code: 'WEIGHT_MISMATCH',
  });
  const bind: WeightBinder = (tensors, about) => bindCheckpoint(network, tensors, about);
  const session = await loadCheckpoint(runtime, { ...request, bind }, KEEPING_NOTHING);
  expect(files.map((file) => file.length)).toEqual([(await compiled(network.graph, 'wasm')).length]);
  expect(session.compiled.notes).toMatchObject([{ kind: 'dropped', names: ['classifier.0.weight'] }]);
});
