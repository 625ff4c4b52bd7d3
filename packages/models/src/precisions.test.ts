// Networks in half precision and on integers for every target that offers them, against float32, through onnxruntime.

import { compile, type Target } from '@gossamer/core/compile';
import { encodeOnnx } from '@gossamer/core/onnx';
import { type OpenModel, toHalf, toInt8 } from '@gossamer/core/quantize';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { runOnnxruntime } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { findModel, modelNames } from './catalog/index.js';
import { createModel } from './index.js';

const SIZE = [72, 96] as const;

/** Of every kind of block one; all networks of the catalog where GOSSAMER_LONG_TESTS is set. */
const SOME = [
  'csp_peleenet',
  'fasternet_t0',
  'g_ghost_regnetx_004',
  'ghostnetv2_100',
  'mobilenetv1_100',
  'mobilenetv2_050',
  'mobilenetv3_small_100',
  'mobilenetv4_conv_small',
  'mobilenetv4_hybrid_medium_075',
  'shufflenetv1_g3_050',
];
const LONG = Boolean(process.env.GOSSAMER_LONG_TESTS);
const names = LONG ? modelNames() : SOME;
/** The passes of cuda, of wasm and of a converted graph for the CPU are among those of webgpu. */
const halfTargets: readonly Target[] = LONG ? ['portable', 'cpu', 'cuda', 'webgpu'] : ['portable', 'webgpu'];
/** Everywhere but on the CPU integers start from the portable graph. */
const integerTargets: readonly Target[] = LONG ? ['portable', 'cpu'] : ['portable'];

/** As it is written, with what the runtime fuses. */
const open: OpenModel = async (model) => {
  const onnx = await encodeOnnx(model);
  return {
    run: (feeds) => runOnnxruntime(onnx, feeds, { optimization: 'all' }) as never,
    dispose: async () => {},
  };
};

const inputs = (kind: string) => [0, 1].map((i) => seededInput(`${kind}${i}`, [2, 3, ...SIZE]));

async function lowered(name: string, target: Target) {
  const { graph } = createModel(await findModel(name), { size: SIZE, batch: 2, numClasses: 10 });
  const gain = name.startsWith('ghostnetv3') ? 0.25 : 1;
  // What is converted for a CPU does not use its blocked layout.
  return compile({ graph, weights: seededWeights(graph.params, gain) }, { target, block: 1 }).model;
}

describe.each(names)('%s', (name) => {
  it.each(halfTargets)(
    'in half precision for %s is 50 dB from float32',
    { timeout: 120_000 },
    async (target) => {
      const { comparison } = await toHalf(await lowered(name, target), { open, probes: inputs('probe') });
      expect(comparison.sqnr).toBeGreaterThan(50);
    },
  );

  // Weights nobody trained say nothing about pictures; that the arithmetic is right they do say.
  it.each(integerTargets)(
    'on integers for %s is 20 dB from float32',
    { timeout: 120_000 },
    async (target) => {
      const model = await lowered(name, target);
      const samples = inputs('sample');
      const { comparison } = await toInt8(model, { open, samples, probes: samples, force: true });
      expect(comparison.sqnr).toBeGreaterThan(20);
    },
  );
});
