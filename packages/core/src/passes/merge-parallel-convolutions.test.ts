// The graph before and after, and equal numbers through onnxruntime.
import { describe, expect, it } from 'vitest';
import { printGraph } from '../ir/print.js';
import { constant, emit, param, type Scope } from '../ir/scope.js';
import type { Shape } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';
import { Conv } from '../ops/conv.js';
import { Relu } from '../ops/relu.js';
import { Reshape } from '../ops/reshape.js';
import { add, type ConvCase, conv, expectSame, graphOf, norm } from '../testing/passGraphs.js';
import { foldBatchNorm } from './fold-batch-norm.js';
import { mergeParallelConvolutions } from './merge-parallel-convolutions.js';
import { runPasses } from './pass.js';

/** norm(3x3) + norm(1x1) + norm(x): RepVGG's block, figure 4. */
const repvgg = (s: Scope, x: Value): Value => {
  const wide = norm(s('rbr_dense.bn'), conv(s('rbr_dense.conv'), x, { out: 4, kernel: [3, 3] }));
  const point = norm(s('rbr_1x1.bn'), conv(s('rbr_1x1.conv'), x, { out: 4, kernel: [1, 1] }));
  return emit(s, Relu, [add(s, add(s, wide, point), norm(s('rbr_identity'), x))], {});
};

describe('mergeParallelConvolutions', () => {
  it('makes one convolution of a RepVGG block', async () => {
    const graph = graphOf([1, 4, 5, 6], repvgg);
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "graph test(%x: float32[1,4,5,6]) {
        %0: float32[1,4,5,6] = Conv(%x, rbr_dense.conv.weight) {dilations=[1,1], kernel_shape=[3,3], pads=[1,1,1,1], strides=[1,1]} @rbr_dense.conv
        %1: float32[1,4,5,6] = BatchNormalization(%0, rbr_dense.bn.weight, rbr_dense.bn.bias, rbr_dense.bn.running_mean, rbr_dense.bn.running_var) {epsilon=0.001} @rbr_dense.bn
        %2: float32[1,4,5,6] = Conv(%x, rbr_1x1.conv.weight) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @rbr_1x1.conv
        %3: float32[1,4,5,6] = BatchNormalization(%2, rbr_1x1.bn.weight, rbr_1x1.bn.bias, rbr_1x1.bn.running_mean, rbr_1x1.bn.running_var) {epsilon=0.001} @rbr_1x1.bn
        %4: float32[1,4,5,6] = Add(%1, %3)
        %5: float32[1,4,5,6] = BatchNormalization(%x, rbr_identity.weight, rbr_identity.bias, rbr_identity.running_mean, rbr_identity.running_var) {epsilon=0.001} @rbr_identity
        %6: float32[1,4,5,6] = Add(%4, %5)
        %7: float32[1,4,5,6] = Relu(%6)
        return y=%7
      }"
    `);
    const { graph: merged } = await expectSame(graph, [mergeParallelConvolutions]);
    expect(printGraph(merged)).toMatchInlineSnapshot(`
      "graph test(%x: float32[1,4,5,6]) {
        %0: float32[1,4,5,6] = Conv(%x, rbr_dense.conv.merged_weight, rbr_dense.conv.merged_bias) {dilations=[1,1], kernel_shape=[3,3], pads=[1,1,1,1], strides=[1,1]} @rbr_dense.conv
        %1: float32[1,4,5,6] = Relu(%0)
        return y=%1
      }"
    `);
  });

  it('does the same behind foldBatchNorm', async () => {
    const { graph: merged } = await expectSame(graphOf([1, 4, 5, 6], repvgg), [
      foldBatchNorm,
      mergeParallelConvolutions,
    ]);
    expect(merged.nodes.map((node) => node.op.name)).toEqual(['Conv', 'Relu']);
  });

  it.each<[string, Shape, readonly ConvCase[]]>([
    [
      'depthwise kernels of all sizes',
      [2, 6, 9, 7],
      [1, 3, 5].map((k) => ({ out: 6, kernel: [k, k], group: 6 })),
    ],
    [
      'groups and biases',
      [1, 6, 5, 5],
      [3, 1].map((k) => ({ out: 6, kernel: [k, k], group: 3, bias: true })),
    ],
    ['strides, the size odd', [1, 2, 7, 9], [5, 3, 1].map((k) => ({ out: 3, kernel: [k, k], stride: 2 }))],
    ['dilated kernels', [1, 2, 9, 9], [3, 1].map((k) => ({ out: 2, kernel: [k, k], dilation: 2 }))],
    [
      'a dilated 3x3 in a 5x5, rows and columns',
      [1, 2, 8, 9],
      [
        { out: 2, kernel: [5, 5] },
        { out: 2, kernel: [3, 3], dilation: 2 },
        { out: 2, kernel: [1, 5] },
        { out: 2, kernel: [5, 1], bias: true },
      ],
    ],
    [
      'lopsided padding',
      [1, 2, 6, 6],
      [
        { out: 2, kernel: [3, 3], pads: [2, 0, 0, 2] },
        { out: 2, kernel: [2, 2], pads: [1, 0, 0, 1] },
      ],
    ],
    ['one spatial axis', [1, 3, 11], [3, 1].map((k) => ({ out: 3, kernel: [k] }))],
  ])('merges %s', async (_, shape, windows) => {
    const graph = graphOf(shape, (s, x) =>
      windows
        .map((window, i) => norm(s(`bn${i}`), conv(s(`conv${i}`), x, window)))
        .reduce((a, b) => add(s, a, b)),
    );
    const { graph: merged } = await expectSame(graph, [mergeParallelConvolutions]);
    expect(merged.nodes.map((node) => node.op.name)).toEqual(['Conv']);
  });

  it('finds names where parameters have none of their own before a dot', async () => {
    const graph = graphOf([1, 2, 5, 5], (s, x) => {
      const pair = (input: Value, a: string, b: string): Value => {
        const [wide, point] = [a, b].map((name, i) => {
          const kernel = i === 0 ? [2, 2, 3, 3] : [2, 2, 1, 1];
          const weight = param(s, name, kernel, { init: { kind: 'constant', value: 0 } });
          return emit(s, Conv, [input, weight], { pads: i === 0 ? [1, 1, 1, 1] : [0, 0, 0, 0] });
        });
        return emit(s, Relu, [add(s, wide as Value, point as Value)], {});
      };
      return pair(pair(x, 'a_weight', 'b_weight'), 'c_weight', 'd_weight');
    });
    const { model } = runPasses({ graph, weights: new Map() }, [mergeParallelConvolutions]);
    expect([...model.graph.params.keys()]).toEqual(['merged_weight', 'merged_weight_1']);
  });

  it('takes a bare skip in, and leaves terms of other values in the sum', async () => {
    const graph = graphOf([1, 4, 6, 6], (s, x) => {
      const other = emit(s, Relu, [x], {});
      const skip = add(s, conv(s('a'), x, { out: 4, kernel: [3, 3] }), other);
      return add(s, add(s, skip, x), conv(s('b'), other, { out: 4, kernel: [1, 1] }));
    });
    const { graph: merged } = await expectSame(graph, [mergeParallelConvolutions]);
    expect(merged.nodes.map((node) => node.op.name)).toEqual(['Relu', 'Conv', 'Conv', 'Add']);
    expect([...merged.params.keys()]).toEqual(['a.merged_weight', 'b.merged_weight']);
  });

  it.each<[string, (s: Scope, x: Value) => Value]>([
    [
      'whose strides differ',
      (s, x) => {
        const half = conv(s('a'), x, { out: 4, kernel: [3, 3], stride: 2 });
        return add(s, half, conv(s('b'), x, { out: 4, kernel: [2, 2], pads: [0, 0, 0, 0], dilation: 2 }));
      },
    ],
    [
      'whose groups differ',
      (s, x) => {
        const depthwise = conv(s('a'), x, { out: 4, kernel: [3, 3], group: 4 });
        return add(s, depthwise, conv(s('b'), x, { out: 4, kernel: [3, 3] }));
      },
    ],
    [
      'whose taps fall between',
      (s, x) => {
        const wide = conv(s('a'), x, { out: 4, kernel: [3, 3], dilation: 2 });
        return add(s, wide, conv(s('b'), x, { out: 4, kernel: [3, 3], pads: [1, 1, 1, 1] }));
      },
    ],
    [
      'that somebody else reads',
      (s, x) => {
        const shared = conv(s('a'), x, { out: 4, kernel: [3, 3] });
        const sum = add(s, shared, conv(s('b'), x, { out: 4, kernel: [1, 1] }));
        return add(s, emit(s, Relu, [sum], {}), emit(s, Relu, [shared], {}));
      },
    ],
    [
      'that are vectors',
      (s, x) => {
        const bias = param(s, 'bias', [4], { init: { kind: 'constant', value: 0 } });
        const twice = add(s, bias, emit(s, Relu, [bias], {}));
        return add(s, x, emit(s, Reshape, [twice, constant([1, 4, 1, 1], [4], 'int64')], {}));
      },
    ],
  ])('leaves branches %s', (_, build) => {
    const graph = graphOf([1, 4, 4, 4], build);
    const { model, reports } = runPasses({ graph, weights: new Map() }, [mergeParallelConvolutions]);
    expect(reports[0]?.changed).toBe(0);
    expect(printGraph(model.graph)).toBe(printGraph(graph));
  });
});
