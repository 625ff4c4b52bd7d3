// Norms, scales and shifts folded: the graph before and after, and equal numbers through onnxruntime.
import { describe, expect, it } from 'vitest';
import { printGraph } from '../ir/print.js';
import { constant, emit, param, type Scope } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import { Add } from '../ops/add.js';
import { ConvTranspose } from '../ops/convTranspose.js';
import { Div } from '../ops/div.js';
import { Flatten } from '../ops/flatten.js';
import { Gemm } from '../ops/gemm.js';
import { GlobalAveragePool } from '../ops/globalAveragePool.js';
import { Mul } from '../ops/mul.js';
import { Relu } from '../ops/relu.js';
import { Reshape } from '../ops/reshape.js';
import { Sub } from '../ops/sub.js';
import { conv, expectSame, graphOf, norm } from '../testing/passGraphs.js';
import { eliminateDead } from './eliminate-dead.js';
import { foldBatchNorm } from './fold-batch-norm.js';
import { foldScales } from './fold-scales.js';

const init = { kind: 'constant', value: 0 } as const;
const relu = (s: Scope, x: Value): Value => emit(s, Relu, [x], {});
const vector = (s: Scope, leaf: string, size: number): Value => param(s, leaf, [size], { init });
const perChannel = (s: Scope, leaf: string, size: number): Value => param(s, leaf, [size, 1, 1], { init });

describe('foldBatchNorm', () => {
  it('folds into the convolution before it', async () => {
    const graph = graphOf([1, 4, 5, 6], (s, x) =>
      relu(s, norm(s('bn'), conv(s('conv'), x, { out: 6, kernel: [3, 3], group: 2, bias: true }))),
    );
    const folded = await expectSame(graph, [foldBatchNorm]);
    expect(printGraph(folded.graph)).toMatchInlineSnapshot(`
      "graph test(%x: float32[1,4,5,6]) {
        %0: float32[1,6,5,6] = Conv(%x, conv.folded_weight, conv.folded_bias) {dilations=[1,1], group=2, kernel_shape=[3,3], pads=[1,1,1,1], strides=[1,1]} @conv
        %1: float32[1,6,5,6] = Relu(%0)
        return y=%1
      }"
    `);
    expect(folded.reports[0]).toMatchObject({
      changed: 1,
      notes: [],
      cost: { before: { nodes: 3, macs: 3240, weights: 138 }, after: { nodes: 2, macs: 3240, weights: 114 } },
    });
  });

  it.each([
    ['rows', 1, [6, 4]],
    ['columns', 0, [4, 6]],
  ] as const)('folds into a Gemm whose outputs are %s', async (_, transB, shape) => {
    const graph = graphOf([2, 4, 3, 3], (s, x) => {
      const pooled = emit(s, Flatten, [emit(s, GlobalAveragePool, [x], {})], {});
      const weight = param(s('fc'), 'weight', shape, { init });
      const product = emit(s, Gemm, [pooled, weight, vector(s('fc'), 'bias', 6)], { transB, alpha: 0.5 });
      return norm(s('bn'), product);
    });
    expect((await expectSame(graph, [foldBatchNorm])).ops).toEqual(['GlobalAveragePool', 'Flatten', 'Gemm']);
  });

  it('folds into a transposed convolution, groups and all', async () => {
    const graph = graphOf([1, 4, 3, 4], (s, x) => {
      const weight = param(s('up'), 'weight', [4, 3, 2, 2], { init });
      return norm(s('bn'), emit(s, ConvTranspose, [x, weight], { group: 2, strides: [2, 2] }));
    });
    expect((await expectSame(graph, [foldBatchNorm])).ops).toEqual(['ConvTranspose']);
  });

  it('folds into the convolutions behind it where none pads', async () => {
    const graph = graphOf([1, 4, 5, 5], (s, x) => {
      const y = norm(s('bn'), relu(s, x));
      return [
        conv(s('a'), y, { out: 6, group: 2, bias: true }),
        conv(s('b'), y, { out: 3, kernel: [3, 3], pads: [0, 0, 0, 0] }),
      ];
    });
    expect((await expectSame(graph, [foldBatchNorm])).ops).toEqual(['Relu', 'Conv', 'Conv']);
  });

  it('leaves norms that no convolution can take in', async () => {
    const padded = graphOf([1, 4, 5, 5], (s, x) =>
      conv(s('a'), norm(s('bn'), x), { out: 2, kernel: [3, 3] }),
    );
    const { reports, ops } = await expectSame(padded, [foldBatchNorm]);
    expect(ops).toEqual(['BatchNormalization', 'Conv']);
    expect(reports[0]?.notes).toEqual(['1 norms stand beside no convolution that could take them in']);
    const shared = graphOf([1, 4, 5, 5], (s, x) => {
      const y = conv(s('a'), x, { out: 4 });
      return [relu(s, y), relu(s, norm(s('bn'), y))];
    });
    expect((await expectSame(shared, [foldBatchNorm])).reports[0]?.changed).toBe(0);
    const result = graphOf([1, 4, 5, 5], (s, x) => {
      const y = conv(s('a'), x, { out: 4 });
      return [y, norm(s('bn'), y)];
    });
    expect((await expectSame(result, [foldBatchNorm])).reports[0]?.changed).toBe(0);
  });
});

describe('foldScales', () => {
  it('folds layer scale, a bias spelt out and numbers for all channels', async () => {
    const graph = graphOf([1, 4, 5, 5], (s, x) => {
      const y = conv(s('a'), x, { out: 6, kernel: [3, 3], bias: true });
      const scaled = emit(s, Mul, [y, perChannel(s('ls'), 'gamma', 6)], {});
      const shifted = emit(s, Add, [perChannel(s('ls'), 'bias', 6), scaled], {});
      const halved = emit(s, Div, [shifted, constant([2], [], 'float32')], {});
      return relu(s, emit(s, Sub, [halved, constant([0.5], [1, 1, 1, 1], 'float32')], {}));
    });
    const folded = await expectSame(graph, [foldScales]);
    expect(printGraph(folded.graph)).toMatchInlineSnapshot(`
      "graph test(%x: float32[1,4,5,5]) {
        %0: float32[1,6,5,5] = Conv(%x, a.folded_weight_1, a.folded_bias_3) {dilations=[1,1], kernel_shape=[3,3], pads=[1,1,1,1], strides=[1,1]} @a
        %1: float32[1,6,5,5] = Relu(%0)
        return y=%1
      }"
    `);
  });

  it('sees through the reshaping of a learned vector', async () => {
    const graph = graphOf([1, 4, 5, 5], (s, x) => {
      const gamma = emit(s, Reshape, [vector(s('ls'), 'gamma', 6), constant([1, 6, 1, 1])], {});
      return relu(s, emit(s, Mul, [conv(s('a'), x, { out: 6 }), gamma], {}));
    });
    expect((await expectSame(graph, [foldScales, eliminateDead])).ops).toEqual(['Conv', 'Relu']);
  });

  it('brings pixels to their mean and scale in the first convolution, where it has no padding', async () => {
    const build = (pads: readonly number[]) =>
      graphOf([1, 3, 6, 6], (s, x) => {
        const centred = emit(s, Sub, [x, constant([0.4, 0.5, 0.6], [1, 3, 1, 1], 'float32')], {});
        const scaled = emit(s, Div, [centred, constant([0.2, 0.3, 0.25], [3, 1, 1], 'float32')], {});
        return conv(s('stem'), scaled, { out: 4, kernel: [3, 3], pads, stride: 2 });
      });
    expect((await expectSame(build([0, 0, 0, 0]), [foldScales, foldScales])).ops).toEqual(['Conv']);
    // The scale goes in, the shift would be missing from the border.
    expect((await expectSame(build([1, 1, 1, 1]), [foldScales])).ops).toEqual(['Sub', 'Conv']);
  });

  it('leaves products of maps, sums along other axes and what divides by a map', async () => {
    const graph = graphOf([1, 4, 5, 4], (s, x) => {
      const y = conv(s('a'), x, { out: 4, bias: true });
      const row = emit(s, Add, [y, constant([1, 2, 3, 4], [4], 'float32')], {});
      const z = conv(s('b'), row, { out: 4 });
      const taken = emit(s, Sub, [constant([9], [], 'float32'), z], {});
      return emit(s, Mul, [taken, x], {});
    });
    expect((await expectSame(graph, [foldScales])).reports[0]?.changed).toBe(0);
  });
});
