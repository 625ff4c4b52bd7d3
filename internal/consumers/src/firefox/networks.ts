// The smallest network of every family, with the variance gain that keeps its activations in range.

export const NETWORKS: Readonly<Record<string, number>> = {
  mobilenetv1_100: 2,
  mobilenetv2_035: 1.3,
  mobilenetv3_small_050: 2,
  mobilenetv4_conv_small_035: 1.2,
  mobilenetv4_hybrid_medium_075: 1.2,
  fasternet_t0: 0.65,
  shufflenetv1_g8_050: 0.9,
  cspresnet50: 1.2,
  csp_peleenet: 1,
  ghostnet_050: 0.9,
  ghostnetv2_100: 1.1,
  ghostnetv3_050: 0.4,
  g_ghost_regnetx_002: 1,
  regnetx_002: 1,
};

/** Height and width, unequal and small. */
export const SIZE = [64, 96] as const;

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
