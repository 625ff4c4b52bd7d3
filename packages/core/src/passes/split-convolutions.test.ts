// Split convolutions before and after, and equal numbers through onnxruntime.
import { describe, expect, it } from 'vitest';
import { printGraph } from '../ir/print.js';
import { emit } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import { GlobalAveragePool } from '../ops/globalAveragePool.js';
import { LeakyRelu } from '../ops/leakyRelu.js';
import { Relu } from '../ops/relu.js';
import { slice } from '../ops/slice.js';
import { split } from '../ops/split.js';
import { add, conv, expectSame, graphOf } from '../testing/passGraphs.js';
import { runPasses } from './pass.js';
import { splitConvolutions } from './split-convolutions.js';

describe('splitConvolutions', () => {
  it('cuts a convolution through its activation: the start of a CSP stage', async () => {
    const graph = graphOf([1, 3, 64, 50], (s, x) => {
      const wide = conv(s('exp'), x, { out: 24, bias: true });
      return split(s, emit(s, LeakyRelu, [wide], { alpha: 0.1 }), [8, 16]);
    });
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "graph test(%x: float32[1,3,64,50]) {
        %0: float32[1,24,64,50] = Conv(%x, exp.weight, exp.bias) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @exp
        %1: float32[1,24,64,50] = LeakyRelu(%0) {alpha=0.1}
        %2: float32[1,8,64,50], %3: float32[1,16,64,50] = Split(%1, int64(8,16)) {axis=1}
        return y0=%2, y1=%3
      }"
    `);
    const { graph: cut } = await expectSame(graph, [splitConvolutions()]);
    expect(printGraph(cut)).toMatchInlineSnapshot(`
      "graph test(%x: float32[1,3,64,50]) {
        %0: float32[1,8,64,50] = Conv(%x, exp.part_weight, exp.part_bias) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @exp
        %1: float32[1,16,64,50] = Conv(%x, exp.part_weight_1, exp.part_bias_1) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @exp
        %2: float32[1,8,64,50] = LeakyRelu(%0) {alpha=0.1}
        %3: float32[1,16,64,50] = LeakyRelu(%1) {alpha=0.1}
        return y0=%2, y1=%3
      }"
    `);
  });

  it('cuts through sums, depthwise convolutions and poolings, for slices that leave channels out', async () => {
    const graph = graphOf([2, 3, 128, 128], (s, x) => {
      const a = conv(s('a'), x, { out: 10, bias: true });
      const b = emit(s, Relu, [add(s, a, conv(s('b'), x, { out: 10, kernel: [3, 3] }))], {});
      const c = conv(s('c'), b, { out: 10, kernel: [3, 3], group: 10, bias: true });
      const d = emit(s, GlobalAveragePool, [c], {});
      return [slice(s, c, 0, 4), slice(s, c, -2, 2 ** 40), conv(s('d'), d, { out: 3 })];
    });
    const { ops } = await expectSame(graph, [splitConvolutions()]);
    expect(ops).not.toContain('Slice');
    // The means are few numbers: put together before the convolution that reads them.
    expect(ops.filter((op) => op === 'Concat')).toEqual(['Concat']);
  });

  it('leaves what is read whole, comes from elsewhere, or is grouped', async () => {
    const input = graphOf([1, 4, 4, 4], (s, x) => split(s, x, [1, 3]));
    const output = graphOf([1, 4, 4, 4], (s, x) => {
      const y = conv(s('a'), x, { out: 4 });
      return [y, ...split(s, y, [1, 3])];
    });
    const grouped = graphOf([1, 4, 4, 4], (s, x) => split(s, conv(s('a'), x, { out: 4, group: 2 }), [1, 3]));
    const rows = graphOf([1, 4, 4, 4], (s, x) => slice(s, conv(s('a'), x, { out: 4 }), 0, 2, 2));
    for (const graph of [input, output, grouped, rows]) {
      expect((await expectSame(graph, [splitConvolutions()])).reports[0]?.changed).toBe(0);
    }
  });

  it('leaves a slice of no channels', () => {
    const graph = graphOf([1, 3, 64, 64], (s, x) => {
      const y = conv(s('a'), x, { out: 16 });
      return [slice(s, y, 4, 4), slice(s, y, 4, 16)];
    });
    const { reports } = runPasses({ graph, weights: new Map() }, [splitConvolutions()]);
    expect(reports[0]?.changed).toBe(0);
  });

  it('works without weights', () => {
    const graph = graphOf(
      [1, 3, 64, 64],
      (s, x) => split(s, conv(s('a'), x, { out: 16 }), [8, 8]) as Value[],
    );
    const { model } = runPasses({ graph, weights: new Map() }, [splitConvolutions()]);
    expect([...model.graph.params.keys()]).toEqual(['a.part_weight', 'a.part_weight_1']);
    expect(model.weights.size).toBe(0);
  });
});
