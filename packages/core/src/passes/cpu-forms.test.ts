// Gates and residuals before and after, and equal numbers through onnxruntime.
import { describe, expect, it } from 'vitest';
import { symbolicDim } from '../ir/dim.js';
import { Graph } from '../ir/graph.js';
import { printGraph } from '../ir/print.js';
import { emit, param, type Scope, scopeOf } from '../ir/scope.js';
import { tensorType } from '../ir/tensor-type.js';
import { Value } from '../ir/value.js';
import { Conv } from '../ops/conv.js';
import { GlobalAveragePool } from '../ops/globalAveragePool.js';
import { LeakyRelu } from '../ops/leakyRelu.js';
import { Mul } from '../ops/mul.js';
import { Sigmoid } from '../ops/sigmoid.js';
import { add, conv, expectSame, graphOf } from '../testing/passGraphs.js';
import { expandGates } from './expand-gates.js';
import { fuseResiduals } from './fuse-residuals.js';
import { runPasses } from './pass.js';

function squeezed(s: Scope, x: Value): Value {
  const pooled = emit(s, GlobalAveragePool, [x], {});
  return emit(s, Mul, [x, emit(s, Sigmoid, [conv(s('gate'), pooled, { out: 16, bias: true })], {})], {});
}

describe('expandGates', () => {
  it('brings a gate to the size of its map', async () => {
    const graph = graphOf([symbolicDim('N'), 16, 5, 7], (s, x) => squeezed(s, conv(s('a'), x, { out: 16 })));
    const { graph: expanded } = await expectSame(graph, [expandGates]);
    expect(printGraph(expanded)).toMatchInlineSnapshot(`
      "graph test(%x: float32[N,16,5,7]) {
        %0: float32[N,16,5,7] = Conv(%x, a.weight) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @a
        %1: float32[N,16,1,1] = GlobalAveragePool(%0)
        %2: float32[N,16,1,1] = Conv(%1, gate.weight, gate.bias) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @gate
        %3: float32[N,16,1,1] = Sigmoid(%2)
        %4: float32[N,16,5,7] = Resize(%3, _, float32(1,1,5,7)) {coordinate_transformation_mode=asymmetric, nearest_mode=floor}
        %5: float32[N,16,5,7] = Mul(%0, %4)
        return y=%5
      }"
    `);
  });

  it('leaves open sizes and other products', async () => {
    const [n, h, w] = ['N', 'H', 'W'].map(symbolicDim) as [never, never, never];
    const open = graphOf([n, 16, h, w], squeezed);
    const square = graphOf([1, 16, 4, 4], (s, x) => emit(s, Mul, [x, x], {}));
    const row = graphOf([1, 16, 1, 1], squeezed);
    for (const graph of [open, square, row]) {
      expect((await expectSame(graph, [expandGates])).reports[0]?.changed).toBe(0);
    }
  });
});

describe('fuseResiduals', () => {
  const leaky = (s: Scope, x: Value): Value => emit(s, LeakyRelu, [x], { alpha: 0.1 });

  it('makes one operator of convolution, sum and activation', async () => {
    const graph = graphOf([1, 16, 5, 5], (s, x) => {
      const y = conv(s('a'), leaky(s, x), { out: 16, bias: true });
      return leaky(s, add(s, x, y));
    });
    const { graph: fused } = await expectSame(graph, [fuseResiduals]);
    expect(printGraph(fused)).toMatchInlineSnapshot(`
      "graph test(%x: float32[1,16,5,5]) {
        %0: float32[1,16,5,5] = LeakyRelu(%x) {alpha=0.1}
        %1: float32[1,16,5,5] = com.microsoft.FusedConv(%0, a.weight, a.bias, %x) {activation=LeakyRelu, activation_params=[0.1], dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @a
        return y=%1
      }"
    `);
  });

  it('takes the later of two convolutions, with a bias of zeros where it has none', async () => {
    const graph = graphOf([1, 16, 5, 5], (s, x) =>
      leaky(s, add(s, conv(s('a'), x, { out: 16, bias: true }), conv(s('b'), x, { out: 16 }))),
    );
    const { graph: fused, ops } = await expectSame(graph, [fuseResiduals]);
    expect(ops).toEqual(['Conv', 'com.microsoft.FusedConv']);
    expect(fused.nodes[1]?.inputs[2]?.type.shape).toEqual([16]);
  });

  it('leaves float16, which the operator is not made for', () => {
    const graph = new Graph('half');
    const s = scopeOf(graph);
    const x = graph.addInput('x', new Value(tensorType('float16', [1, 2, 3, 3])));
    const weight = param(s, 'weight', [2, 2, 1, 1], {
      init: { kind: 'constant', value: 0 },
      dtype: 'float16',
    });
    graph.setOutputs([{ name: 'y', value: leaky(s, add(s, x, emit(s, Conv, [x, weight], {}))) }]);
    expect(runPasses({ graph, weights: new Map() }, [fuseResiduals]).reports[0]?.changed).toBe(0);
  });

  it('leaves sums that others read, of other shapes, or of the same value twice', async () => {
    const read = graphOf([1, 16, 5, 5], (s, x) => {
      const sum = add(s, conv(s('a'), x, { out: 16 }), x);
      return [leaky(s, sum), sum];
    });
    const wide = graphOf([1, 16, 5, 5], (s, x) =>
      leaky(s, add(s, conv(s('a'), x, { out: 16 }), emit(s, GlobalAveragePool, [x], {}))),
    );
    const twice = graphOf([1, 16, 5, 5], (s, x) => {
      const y = conv(s('a'), x, { out: 16 });
      return leaky(s, add(s, y, y));
    });
    for (const graph of [read, wide, twice]) {
      expect((await expectSame(graph, [fuseResiduals])).reports[0]?.changed).toBe(0);
    }
  });
});
