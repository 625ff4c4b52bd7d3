// Ghost modules before and after, and equal numbers through onnxruntime.
import { describe, expect, it } from 'vitest';
import { printGraph } from '../ir/print.js';
import { emit, type Scope } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import { concat } from '../ops/concat.js';
import { LeakyRelu } from '../ops/leakyRelu.js';
import { Relu } from '../ops/relu.js';
import { type ConvCase, conv, expectSame, graphOf } from '../testing/passGraphs.js';
import { stackDepthwise } from './stack-depthwise.js';

const relu = (s: Scope, x: Value): Value => emit(s, Relu, [x], {});
const same = (_: Scope, x: Value): Value => x;

function ghost(s: Scope, x: Value, half: number, act = relu, cheap: Partial<ConvCase> = {}): Value {
  const primary = act(s, conv(s('primary'), x, { out: half, bias: true }));
  const kernel = { out: half, kernel: [3, 3], group: half, bias: true };
  return concat(s, [primary, act(s, conv(s('cheap'), primary, { ...kernel, ...cheap }))]);
}

describe('stackDepthwise', () => {
  it('makes both halves of a narrow ghost module at once', async () => {
    const graph = graphOf([1, 4, 6, 7], (s, x) => conv(s('out'), ghost(s, x, 8), { out: 3 }));
    const { graph: stacked } = await expectSame(graph, [stackDepthwise()]);
    expect(printGraph(stacked)).toMatchInlineSnapshot(`
      "graph test(%x: float32[1,4,6,7]) {
        %0: float32[1,16,6,7] = Conv(%x, primary.part_weight, primary.part_bias) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @primary
        %1: float32[1,16,6,7] = Relu(%0)
        %2: float32[1,16,6,7] = Conv(%1, cheap.stacked_weight, cheap.stacked_bias) {dilations=[1,1], group=16, kernel_shape=[3,3], pads=[1,1,1,1], strides=[1,1]} @cheap
        %3: float32[1,16,6,7] = Relu(%2)
        %4: float32[1,3,6,7] = Conv(%3, out.weight) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @out
        return y=%4
      }"
    `);
  });

  it.each<[string, Partial<ConvCase>]>([
    ['without activation', {}],
    ['of kernel 5', { kernel: [5, 5] }],
    ['dilated', { dilation: 2 }],
    ['without bias', { bias: false }],
  ])('does so %s', async (_, cheap) => {
    const graph = graphOf([2, 4, 6, 7], (s, x) => ghost(s, x, 5, same, cheap));
    expect((await expectSame(graph, [stackDepthwise()])).ops).toEqual(['Conv', 'Conv']);
  });

  it('leaves modules that fill their blocks, other activations, strides, and halves that others read', async () => {
    const wide = graphOf([1, 4, 6, 6], (s, x) => ghost(s, x, 12));
    const narrow = graphOf([1, 4, 6, 6], (s, x) => ghost(s, x, 8));
    const leaky = graphOf([1, 4, 6, 6], (s, x) => ghost(s, x, 8, (at, y) => emit(at, LeakyRelu, [y], {})));
    const read = graphOf([1, 4, 6, 6], (s, x) => {
      const primary = conv(s('a'), x, { out: 4 });
      const cheap = conv(s('b'), primary, { out: 4, kernel: [3, 3], group: 4 });
      return [concat(s, [primary, cheap]), primary];
    });
    const turned = graphOf([1, 4, 6, 6], (s, x) => {
      const primary = conv(s('a'), x, { out: 4 });
      return concat(s, [conv(s('b'), primary, { out: 4, kernel: [3, 3], group: 4 }), primary]);
    });
    for (const graph of [wide, leaky, read, turned]) {
      expect((await expectSame(graph, [stackDepthwise()])).reports[0]?.changed).toBe(0);
    }
    expect((await expectSame(narrow, [stackDepthwise({ block: 8 })])).reports[0]?.changed).toBe(0);
  });
});
