// Whole networks against PyTorch: keys, parameters, MACs, logits and feature maps on seeded weights.
import { readdirSync } from 'node:fs';
import { bindDims, type Graph, type Model } from '@gossamer/core';
import { summarize } from '@gossamer/core/analysis';
import { encodeOnnx } from '@gossamer/core/onnx';
import { foldBatchNorm, runPasses } from '@gossamer/core/passes';
import { interpret } from '@gossamer/core/reference';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { type Golden, goldenPath, loadGolden } from '@gossamer/goldens';
import { maxRelativeError, numbersOf, runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { findModel } from './catalog/index.js';
import { createModel, type Network } from './index.js';

/** golden/SPEC.md section 6. */
const TOLERANCE = 3e-5;

/** Model and options of the cases whose name is not a catalog name. */
const CASES: Readonly<Record<string, readonly [model: string, options: Record<string, unknown>]>> = {
  csp_peleenet_g050: ['csp_peleenet', { partialRatio: 0.5 }],
  shufflenetv1_writeup_g3: ['shufflenetv1_g3_100', { form: 'writeup' }],
  g_ghost_regnetx_002_dilated: [
    'g_ghost_regnetx_002',
    {
      numClasses: 10,
      cheapRatio: 0.35,
      cheapOperation: '3x3',
      replaceStrideWithDilation: [false, false, true, true],
    },
  ],
  g_ghost_regnetx_006_identity: [
    'g_ghost_regnetx_006',
    { numClasses: 10, cheapRatio: 0.65, cheapOperation: 'identity', mix: false },
  ],
  ghostnetv2_100_c10: ['ghostnetv2_100', { numClasses: 10 }],
  ghostnetv3_100_c10: ['ghostnetv3_100', { numClasses: 10 }],
  regnetx_002_c10: ['regnetx_002', { numClasses: 10 }],
  regnetx_002_os8: ['regnetx_002', { numClasses: 10, outputStride: 8 }],
};

/** The smaller cases, a few seconds each in the interpreter; it is slow by design. */
const INTERPRETED = [
  'ghostnet_100',
  'mobilenetv2_100',
  'mobilenetv3_small_100',
  'mobilenetv4_conv_small',
  'shufflenetv1_g3_100',
  'tf_mobilenetv3_small_minimal_100',
] as const;

async function build(golden: Golden, options: object = {}): Promise<Network> {
  const [name, own] = CASES[golden.case] ?? [golden.case, {}];
  const [, , ...size] = golden.inputs[0]?.shape ?? [];
  return createModel(await findModel(name), { size: size as [number, number], ...own, ...options });
}

async function run(golden: Golden, graph: Graph, fold: boolean): Promise<Record<string, TestTensor>> {
  const plain: Model = { graph, weights: seededWeights(graph.params, golden.gain) };
  const model = fold ? runPasses(plain, [foldBatchNorm]).model : plain;
  const input = seededInput('input', golden.inputs[0]?.shape ?? []);
  return runOnnxruntime(await encodeOnnx(model), { pixel_values: input }, { optimization: 'all' });
}

describe.each(readdirSync(goldenPath('networks')))('%s', (file) => {
  const golden = loadGolden(`networks/${file}`);

  it('has the keys, parameters and MACs', async () => {
    const { graph } = await build(golden);
    const shapes = (pairs: Iterable<readonly [string, readonly unknown[]]>) =>
      [...pairs].map(([k, s]) => `${k} ${s}`).sort();
    expect(shapes([...graph.params].map(([key, value]) => [key, value.type.shape]))).toEqual(
      shapes(golden.state_dict),
    );
    const { params, macs } = summarize(bindDims(graph, { N: 1 }));
    expect({ params, macs }).toEqual({ params: golden.param_count, macs: golden.macs });
  });

  it.each([false, true])(
    'equals PyTorch through onnxruntime (folded: %s)',
    { timeout: 120_000 },
    async (fold) => {
      const { graph } = await build(golden);
      const { logits } = await run(golden, graph, fold);
      expect(logits?.shape).toEqual(golden.logits?.shape);
      expect(maxRelativeError(logits?.data as Float32Array, golden.logits?.values ?? [])).toBeLessThan(
        TOLERANCE,
      );
    },
  );

  it('gives the feature maps of PyTorch', { timeout: 120_000 }, async () => {
    const network = await build(golden, { features: true });
    const outputs = await run(golden, network.graph, true);
    expect(network.features.map((feature) => feature.reduction)).toEqual(
      golden.features.map((feature) => feature.reduction),
    );
    golden.features.forEach((feature, index) => {
      const map = outputs[`feature_${index}`] as TestTensor;
      expect(map.shape, feature.name).toEqual(feature.shape);
      const values = numbersOf(map);
      const largest = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      const error = Math.max(
        ...feature.samples.map((value, i) =>
          Math.abs(value - (values[feature.sample_idx[i] as number] as number)),
        ),
      );
      expect(error / largest, feature.name).toBeLessThan(TOLERANCE);
    });
  });
});

describe('the interpreter', () => {
  it.each(INTERPRETED)('equals PyTorch on %s', { timeout: 120_000 }, async (name) => {
    const golden = loadGolden(`networks/${name}.json`);
    const { graph } = await build(golden);
    const feeds = { pixel_values: seededInput('input', golden.inputs[0]?.shape ?? []) };
    const { logits } = await interpret({ graph, weights: seededWeights(graph.params, golden.gain) }, feeds);
    expect(maxRelativeError(logits?.data as Float32Array, golden.logits?.values ?? [])).toBeLessThan(
      TOLERANCE,
    );
  });
});
