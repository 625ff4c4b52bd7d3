// What the goldens do not show: GhostNetV3's deploy form, dilation in place of strides, and what is refused.
import { summarize } from '@gossamer/core/analysis';
import { encodeOnnx } from '@gossamer/core/onnx';
import { foldBatchNorm, mergeParallelConvolutions, type Pass, runPasses } from '@gossamer/core/passes';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { loadGolden } from '@gossamer/goldens';
import { maxRelativeError, runOnnxruntime } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import {
  createModel,
  ghostnet_100,
  ghostnetv2_100,
  ghostnetv3_050,
  ghostnetv3_100,
  ghostnetv3_160,
} from './index.js';

/** Parameters, multiply-accumulates and operators after some passes. */
function sizes(spec: typeof ghostnet_100, passes: readonly Pass[]): object {
  const { graph } = createModel(spec, { batch: 1 });
  const { model } = runPasses({ graph, weights: new Map() }, passes);
  const count = (name: string): number => model.graph.nodes.filter((node) => node.op.name === name).length;
  const { params, macs } = summarize(model.graph);
  return { params, macs, convs: count('Conv'), norms: count('BatchNormalization') };
}

describe('GhostNetV3', () => {
  it.each([
    // Counted on timm 1.0.29's modules after reparameterize_model.
    { spec: ghostnetv3_050, params: 2853176 },
    { spec: ghostnetv3_100, params: 6147588 },
    { spec: ghostnetv3_160, params: 12377778 },
  ])("$spec.name merged is timm's deploy form", ({ spec, params }) => {
    expect(sizes(spec, [mergeParallelConvolutions])).toMatchObject({ params, convs: 137, norms: 54 });
  });

  it('merged and folded is GhostNetV2 folded', () => {
    const deployed = sizes(ghostnetv3_100, [foldBatchNorm, mergeParallelConvolutions]);
    expect(deployed).toEqual(sizes(ghostnetv2_100, [foldBatchNorm]));
  });

  it.each([
    [[mergeParallelConvolutions]],
    [[foldBatchNorm, mergeParallelConvolutions]],
    [[mergeParallelConvolutions, foldBatchNorm]],
  ])('gives the logits of the training form, passes %#', { timeout: 60_000 }, async (passes) => {
    const golden = loadGolden('networks/ghostnetv3_100_c10.json');
    const { graph } = createModel(ghostnetv3_100, { numClasses: 10, size: [64, 96] });
    const weights = seededWeights(graph.params, golden.gain);
    const { model } = runPasses({ graph, weights }, passes);
    const feeds = { pixel_values: seededInput('input', golden.inputs[0]?.shape ?? []) };
    const { logits } = await runOnnxruntime(await encodeOnnx(model), feeds);
    const error = maxRelativeError(logits?.data as Float32Array, golden.logits?.values ?? []);
    expect(error).toBeLessThan(3e-5);
  });
});

describe.each([ghostnet_100, ghostnetv2_100, ghostnetv3_100])('$name with another output stride', (spec) => {
  it.each([
    [8, [2, 4, 8, 8, 8]],
    [16, [2, 4, 8, 16, 16]],
    [32, [2, 4, 8, 16, 32]],
  ] as const)('%i keeps all layers, their costs grow', (outputStride, reductions) => {
    const { graph, features } = createModel(spec, { outputStride, batch: 1 });
    expect(features.map((feature) => feature.reduction)).toEqual(reductions);
    const plain = createModel(spec, { batch: 1 });
    const shapes = (network: typeof plain) =>
      [...network.graph.params].map(([key, { type }]) => [key, type.shape]);
    expect(shapes({ ...plain, graph })).toEqual(shapes(plain));
  });

  it('dilates all kernels behind a stride that is left out', () => {
    const { graph } = createModel(spec, { outputStride: 8 });
    const placedAt = (stage: number): readonly string[] => {
      const windows = graph.nodes
        .filter((node) => node.op.name === 'Conv' && node.path.startsWith(`blocks.${stage}.`))
        .map(({ attrs }) => attrs as Record<'kernel_shape' | 'strides' | 'dilations', readonly number[]>)
        .filter((attrs) => Math.max(...attrs.kernel_shape) > 1);
      return [...new Set(windows.map((attrs) => `${attrs.strides[0]}/${attrs.dilations[0]}`))].sort();
    };
    const placed = [3, 4, 5, 6, 7, 8].map(placedAt);
    expect(placed).toEqual([['1/1', '2/1'], ['1/1'], ['1/1'], ['1/2'], ['1/2'], ['1/4']]);
  });
});

describe('options', () => {
  it.each([
    [{ ratio: 3, version: 'v3' }, "GhostNetV3's module has a ratio of 2, found 3"],
    [{ ratio: 1 }, 'option ratio should be from 2 to 16, found 1'],
    [{ cheapKernel: 4 }, 'option cheapKernel should be one of 1, 3, 5, 7, found 4'],
  ])('refuses %j', (options, reason) => {
    expect(() => createModel(ghostnet_100, options as object)).toThrow(
      expect.objectContaining({ code: 'OPTION', reason, within: 'ghostnet_100' }),
    );
  });
});
