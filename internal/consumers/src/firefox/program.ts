// The program of Firefox's page.

/** What the page runs: `classify(name, gain, size, how)` gives the logits of `seededInput('input', ...)`. */
export const PROGRAM = `
import { compile } from '@gossamer/core/compile';
import { encodeOnnx } from '@gossamer/core/onnx/encode';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { wasmRuntime } from '@gossamer/runtime-wasm';
import { webRuntime } from '@gossamer/runtime-web';

const SESSIONS = {
  worker: async (model) => webRuntime({ device: 'wasm', threads: 1 }).load(await encodeOnnx(model)),
  threads: async (model) => webRuntime({ device: 'wasm', threads: 2 }).load(await encodeOnnx(model)),
  module: (model) => wasmRuntime().loadModel(model),
};

globalThis.classify = async (name, gain, size, how) => {
  const { graph } = createModel(await findModel(name), { batch: 1, size });
  const { model } = compile({ graph, weights: seededWeights(graph.params, gain) }, { target: 'wasm' });
  const session = await SESSIONS[how](model);
  const { logits } = await session.run({ pixel_values: seededInput('input', [1, 3, ...size]) });
  await session.dispose();
  return { logits: Array.from(logits.data), fallbacks: session.fallbacks.map(({ reason }) => reason) };
};
`;
