// Pairs of convolutions before and after, and equal numbers through onnxruntime.
import { describe, expect, it } from 'vitest';
import { printGraph } from '../ir/print.js';
import { emit, param } from '../ir/scope.js';
import { Conv } from '../ops/conv.js';
import { LeakyRelu } from '../ops/leakyRelu.js';
import { add, conv, expectSame, graphOf } from '../testing/passGraphs.js';
import { composeConvolutions } from './compose-convolutions.js';
import { splitConvolutions } from './split-convolutions.js';

describe('composeConvolutions', () => {
  it('makes one of an expansion and the 1x1 convolution behind it', async () => {
    const graph = graphOf([1, 3, 6, 6], (s, x) => {
      const wide = conv(s('exp'), x, { out: 16, kernel: [3, 3], bias: true });
      return emit(s, LeakyRelu, [conv(s('out'), wide, { out: 4, stride: 2, bias: true })], {});
    });
    const composed = await expectSame(graph, [composeConvolutions]);
    expect(printGraph(composed.graph)).toMatchInlineSnapshot(`
      "graph test(%x: float32[1,3,6,6]) {
        %0: float32[1,4,3,3] = Conv(%x, out.composed_weight, out.composed_bias) {dilations=[1,1], kernel_shape=[3,3], pads=[1,1,1,1], strides=[2,2]} @out
        %1: float32[1,4,3,3] = LeakyRelu(%0)
        return y=%1
      }"
    `);
  });

  it('keeps a convolution that others read too', async () => {
    const graph = graphOf([1, 4, 5, 5], (s, x) => {
      const wide = conv(s('exp'), x, { out: 16 });
      const narrow = conv(s('in'), wide, { out: 8, bias: true });
      return add(s, conv(s('out'), emit(s, LeakyRelu, [narrow], {}), { out: 16 }), wide);
    });
    const { ops, reports } = await expectSame(graph, [composeConvolutions]);
    expect(ops).toEqual(['Conv', 'Conv', 'LeakyRelu', 'Conv', 'Add']);
    expect(reports[0]?.cost).toMatchObject({ before: { macs: 8000 }, after: { macs: 5600 } });
  });

  it.each([
    ['that gets larger', { out: 4 }, { out: 16 }],
    ['with padding', { out: 16 }, { out: 4, pads: [1, 1, 1, 1] }],
    ['of several taps', { out: 16 }, { out: 4, kernel: [3, 3], pads: [0, 0, 0, 0] }],
    ['of groups', { out: 16, group: 2 }, { out: 4 }],
  ])('leaves a pair %s', async (_, first, second) => {
    const graph = graphOf([1, 8, 5, 5], (s, x) => conv(s('b'), conv(s('a'), x, first), second));
    expect((await expectSame(graph, [composeConvolutions])).reports[0]?.changed).toBe(0);
  });

  it.each([
    [1, 1],
    [2, 0],
  ])(
    'counts the stride %i of the second in where padding is automatic: %i changes',
    async (stride, changed) => {
      const graph = graphOf([1, 3, 8, 8], (s, x) => {
        const weight = param(s('a'), 'weight', [32, 3, 3, 3], { init: { kind: 'constant', value: 0 } });
        const wide = emit(s, Conv, [x, weight], { auto_pad: 'SAME_UPPER' });
        return conv(s('b'), wide, { out: 8, stride });
      });
      expect((await expectSame(graph, [composeConvolutions])).reports[0]?.changed).toBe(changed);
    },
  );

  it('follows splitConvolutions', async () => {
    const { split } = await import('../ops/split.js');
    const graph = graphOf([1, 4, 40, 40], (s, x) => {
      const [a, b] = split(s, conv(s('exp'), x, { out: 32, bias: true }), [16, 16]);
      return [conv(s('a'), a as never, { out: 16 }), emit(s, LeakyRelu, [b as never], {})];
    });
    const { ops } = await expectSame(graph, [splitConvolutions(), composeConvolutions]);
    expect(ops).toEqual(['Conv', 'Conv', 'LeakyRelu']);
  });
});
