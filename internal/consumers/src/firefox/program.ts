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

const worker = webRuntime({ device: 'wasm', threads: 1 });
const threads = webRuntime({ device: 'wasm', threads: 2 });

const SESSIONS = {
  worker: async (model) => worker.load(await encodeOnnx(model)),
  threads: async (model) => threads.load(await encodeOnnx(model)),
  module: (model) => wasmRuntime().loadModel(model),
};
/** The last session of each: a worker with a session stays for the next. */
const last = {};

globalThis.classify = async (name, gain, size, how) => {
  const { graph } = createModel(await findModel(name), { batch: 1, size });
  const { model } = compile({ graph, weights: seededWeights(graph.params, gain) }, { target: 'wasm' });
  const session = await SESSIONS[how](model);
  await last[how]?.dispose();
  last[how] = session;
  const { logits } = await session.run({ pixel_values: seededInput('input', [1, 3, ...size]) });
  return { logits: Array.from(logits.data), fallbacks: session.fallbacks.map(({ reason }) => reason) };
};
`;
