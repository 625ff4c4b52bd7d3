// Maps kept as pairs of rows before and after, and equal numbers through onnxruntime.
import { describe, expect, it } from 'vitest';
import { symbolicDim } from '../ir/dim.js';
import { printGraph } from '../ir/print.js';
import { emit, type Scope } from '../ir/scope.js';
import type { Shape } from '../ir/tensor-type.js';
import type { Value } from '../ir/value.js';
import { concat } from '../ops/concat.js';
import { Flatten } from '../ops/flatten.js';
import { GlobalAveragePool } from '../ops/globalAveragePool.js';
import { LeakyRelu } from '../ops/leakyRelu.js';
import { MaxPool } from '../ops/maxPool.js';
import { Mul } from '../ops/mul.js';
import { Relu } from '../ops/relu.js';
import { Sigmoid } from '../ops/sigmoid.js';
import { split } from '../ops/split.js';
import { add, conv, expectSame, graphOf } from '../testing/passGraphs.js';
import { filterRows } from './filter-rows.js';
import { fuseResiduals } from './fuse-residuals.js';

const relu = (s: Scope, x: Value): Value => emit(s, Relu, [x], {});
const leaky = (s: Scope, x: Value): Value => emit(s, LeakyRelu, [x], { alpha: 0.1 });
const square = { kernel: [3, 3], bias: true };
/** F(2,3) adds up what it has taken apart. */
const TOLERANCE = 4e-6;

/** Darknet's block. */
const block = (s: Scope, x: Value, channels: number, group = 1): Value =>
  add(
    s,
    x,
    leaky(
      s,
      conv(s('b'), leaky(s, conv(s('a'), x, { out: channels, bias: true })), {
        out: channels,
        group,
        ...square,
      }),
    ),
  );

/** down, blocks, down: the stage of a network. */
const stage = (s: Scope, x: Value, blocks = 1, group = 1): Value => {
  let y = leaky(s, conv(s('in'), x, { out: 128, stride: 2, ...square }));
  for (let i = 0; i < blocks; i++) y = block(s(`${i}`), y, 128, group);
  return conv(s('out'), y, { out: 16, stride: 2, ...square });
};

const image: Shape = [symbolicDim('N') as never, 16, 56, 56];

describe('filterRows', () => {
  it('keeps a stage as pairs of rows, from one strided convolution to the next', async () => {
    const filtered = await expectSame(
      graphOf(image, (s, x) => stage(s, x)),
      [filterRows()],
      TOLERANCE,
    );
    expect(printGraph(filtered.graph)).toMatchInlineSnapshot(`
      "graph test(%x: float32[N,16,56,56]) {
        %0: float32[N,128,28,28] = Conv(%x, in.weight, in.bias) {dilations=[1,1], kernel_shape=[3,3], pads=[1,1,1,1], strides=[2,2]} @in
        %1: float32[N,128,14,28] = Conv(%0, float32[128,1,1,1]) {dilations=[1,1], group=128, kernel_shape=[1,1], pads=[0,0,0,0], strides=[2,1]} @in
        %2: float32[N,128,14,28] = Conv(%0, float32[128,1,2,1]) {dilations=[1,1], group=128, kernel_shape=[2,1], pads=[0,0,0,0], strides=[2,1]} @in
        %3: float32[N,128,14,28] = LeakyRelu(%1) {alpha=0.1}
        %4: float32[N,128,14,28] = LeakyRelu(%2) {alpha=0.1}
        %5: float32[N,128,14,28] = Conv(%3, 0.a.weight, 0.a.bias) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @0.a
        %6: float32[N,128,14,28] = Conv(%4, 0.a.weight, 0.a.bias) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @0.a
        %7: float32[N,128,14,28] = LeakyRelu(%5) {alpha=0.1} @0
        %8: float32[N,128,14,28] = LeakyRelu(%6) {alpha=0.1} @0
        %9: float32[N,128,14,28] = Conv(%8, float32[128,1,2,1]) {dilations=[1,1], group=128, kernel_shape=[2,1], pads=[1,0,0,0], strides=[1,1]} @0.b
        %10: float32[N,128,14,28] = Conv(%7, float32[128,1,2,1]) {dilations=[1,1], group=128, kernel_shape=[2,1], pads=[0,0,1,0], strides=[1,1]} @0.b
        %11: float32[N,128,14,28] = Add(%7, %8) @0.b
        %12: float32[N,128,14,28] = Conv(%7, float32[128,1,1,1]) {dilations=[1,1], group=128, kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @0.b
        %13: float32[N,128,14,28] = Add(%12, %8) @0.b
        %14: float32[N,128,14,28] = Conv(%11, 0.b.rows_weight, 0.b.bias) {dilations=[1,1], kernel_shape=[1,3], pads=[0,1,0,1], strides=[1,1]} @0.b
        %15: float32[N,128,14,28] = Conv(%13, 0.b.rows_weight_1) {dilations=[1,1], kernel_shape=[1,3], pads=[0,1,0,1], strides=[1,1]} @0.b
        %16: float32[N,128,14,28] = Add(%14, %15) @0.b
        %17: float32[N,128,14,28] = Conv(%15, float32[128,1,1,1]) {dilations=[1,1], group=128, kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @0.b
        %18: float32[N,128,14,28] = Add(%17, %14) @0.b
        %19: float32[N,128,14,28] = Conv(%9, 0.b.rows_weight_2) {dilations=[1,1], kernel_shape=[1,3], pads=[0,1,0,1], strides=[1,1]} @0.b
        %20: float32[N,128,14,28] = Conv(%10, 0.b.rows_weight_3) {dilations=[1,1], kernel_shape=[1,3], pads=[0,1,0,1], strides=[1,1]} @0.b
        %21: float32[N,128,14,28] = Add(%19, %16) @0.b
        %22: float32[N,128,14,28] = Add(%20, %18) @0.b
        %23: float32[N,128,14,28] = LeakyRelu(%21) {alpha=0.1} @0
        %24: float32[N,128,14,28] = LeakyRelu(%22) {alpha=0.1} @0
        %25: float32[N,128,14,28] = Add(%3, %23) @0
        %26: float32[N,128,14,28] = Add(%4, %24) @0
        %27: float32[N,16,14,14] = Conv(%25, out.rows_weight) {dilations=[1,1], kernel_shape=[1,3], pads=[0,1,0,1], strides=[1,2]} @out
        %28: float32[N,16,14,14] = Conv(%26, out.rows_weight_1, out.bias) {dilations=[1,1], kernel_shape=[2,3], pads=[1,1,0,1], strides=[1,2]} @out
        %29: float32[N,16,14,14] = Add(%27, %28) @out
        return y=%29
      }"
    `);
    expect(filtered.reports[0]).toMatchObject({ changed: 1, notes: ['1 convolutions on 1 sizes of maps'] });
  });

  it('takes a third off the products of its convolutions', async () => {
    const { reports } = await expectSame(
      graphOf(image, (s, x) => stage(s, x, 3)),
      [filterRows(), fuseResiduals],
      TOLERANCE,
    );
    const macs = [reports[0]?.cost?.before.macs, reports[0]?.cost?.after.macs].map(Number) as [
      number,
      number,
    ];
    expect(macs[0] - macs[1]).toBe((3 * 128 * 128 * 9 * 28 * 28) / 3);
  });

  it('goes through concats, splits, groups, gates and means', async () => {
    const graph = graphOf(image, (s, x) => {
      const y = relu(s, conv(s('in'), x, { out: 128, stride: 2, ...square }));
      const [a, b] = split(s, y, [64, 64]) as [Value, Value];
      const z = relu(s, conv(s('grouped'), concat(s, [b, a]), { out: 256, group: 2, ...square }));
      const w = conv(s('point'), z, { out: 128, bias: true });
      const pooled = emit(s, GlobalAveragePool, [w], {});
      const gated = emit(s, Mul, [w, emit(s, Sigmoid, [conv(s('gate'), pooled, { out: 128 })], {})], {});
      const last = conv(s('last'), gated, { out: 128, ...square });
      return [
        emit(s, Flatten, [emit(s, GlobalAveragePool, [last], {})], {}),
        conv(s('next'), last, { out: 16, stride: 2 }),
      ];
    });
    const { ops, reports } = await expectSame(graph, [filterRows()], TOLERANCE);
    expect(reports[0]?.changed).toBe(2);
    expect(ops).not.toContain('Reshape');
  });

  it('puts the rows together for what wants them whole', async () => {
    const graph = graphOf([2, 128, 28, 28], (s, x) => {
      let y = x;
      for (let i = 0; i < 3; i++) y = relu(s, conv(s(`${i}`), y, { out: 128, ...square }));
      const pooled = emit(s, MaxPool, [y], { kernel_shape: [3, 3], strides: [2, 2] });
      return [y, pooled, conv(s('wide'), y, { out: 16, kernel: [5, 5], stride: 2 })];
    });
    const { ops, reports } = await expectSame(graph, [filterRows()], TOLERANCE);
    expect(reports[0]?.changed).toBe(3);
    expect(ops.filter((op) => op === 'Reshape')).toHaveLength(1);
  });

  it.each([
    ['an odd height', [1, 16, 54, 56], 1],
    ['a height that is open', [1, 16, symbolicDim('H'), 56], 1],
    ['groups that fill no block', image, 16],
  ])('leaves %s', async (_, shape, group) => {
    const graph = graphOf(shape as Shape, (s, x) => stage(s, x, 2, group as number));
    expect((await expectSame(graph, [filterRows()], TOLERANCE)).reports[0]?.changed).toBe(0);
  });

  it('leaves small maps, for which moving costs more than it saves', async () => {
    const graph = graphOf([1, 16, 8, 8], (s, x) => relu(s, conv(s('a'), x, { out: 16, ...square })));
    expect((await expectSame(graph, [filterRows()])).reports[0]?.changed).toBe(0);
  });
});
