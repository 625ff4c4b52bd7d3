// Runs a network with seeded weights on its own WebAssembly module, and writes its files.

import type { Graph, Tensor } from '@gossamer/core';
import { topK } from '@gossamer/core/image';
import { encodeOnnx } from '@gossamer/core/onnx';
import { encodeSafetensors, seededInput, seededWeights } from '@gossamer/core/weights';
import { wasmRuntime } from '@gossamer/runtime-wasm';
import type { Answer, RunOutput } from './protocol.js';
import { boundGraph } from './report-of.js';

/** Variance of a weight times its fan-in: what flows through most networks neither dies out nor grows. */
const GAIN = 1;

/** Runs after the first: at least so many, and for at least so long. */
const LEAST_RUNS = 3;
const RUN_MS = 300;

/** On the seeded input, one picture. */
export async function runNetwork(graph: Graph): Promise<Answer> {
  const bound = boundGraph(graph);
  const started = performance.now();
  const session = await wasmRuntime().loadModel({ graph: bound, weights: seededWeights(bound.params, GAIN) });
  const feeds = Object.fromEntries(
    bound.inputs.map(({ name, value }) => [name, seededInput(name, value.type.shape.map(Number))]),
  );
  const loaded = performance.now();
  const outputs = await session.run(feeds);
  const first = performance.now();
  const times: number[] = [];
  for (let last = first; times.length < LEAST_RUNS || last - first < RUN_MS; ) {
    await session.run(feeds);
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  await session.dispose();
  const report = {
    outputs: Object.entries(outputs).map(([name, tensor]) => outputOf(name, tensor)),
    compileMs: loaded - started,
    firstMs: first - loaded,
    medianMs: times.sort((a, b) => a - b)[times.length >> 1] as number,
    runs: times.length,
  };
  return { kind: 'run', report };
}

function outputOf(name: string, { shape, data }: Tensor): RunOutput {
  const values = data as Float32Array;
  const whole = values.filter((value) => Number.isFinite(value));
  return {
    name,
    shape,
    min: whole.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    max: whole.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY),
    mean: whole.reduce((sum, value) => sum + value, 0) / whole.length,
    broken: values.length - whole.length,
    top: shape.length === 2 ? topK(values, 5) : [],
  };
}

/** The network with seeded weights, its batch open. */
export async function onnxFile(graph: Graph): Promise<Answer> {
  const bytes = await encodeOnnx({ graph, weights: seededWeights(graph.params, GAIN) });
  return { kind: 'file', bytes };
}

/** The seeded weights alone, under their state-dict names. */
export async function safetensorsFile(graph: Graph): Promise<Answer> {
  return { kind: 'file', bytes: await encodeSafetensors(seededWeights(graph.params, GAIN)) };
}
