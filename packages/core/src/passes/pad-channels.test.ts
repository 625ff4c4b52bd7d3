// Filled channels before and after, and equal numbers through onnxruntime.
import { describe, expect, it } from 'vitest';
import { printGraph } from '../ir/print.js';
import { constant, emit, type Scope } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import { concat } from '../ops/concat.js';
import { Flatten } from '../ops/flatten.js';
import { GlobalAveragePool } from '../ops/globalAveragePool.js';
import { HardSigmoid } from '../ops/hardSigmoid.js';
import { Mul } from '../ops/mul.js';
import { Relu } from '../ops/relu.js';
import { Resize } from '../ops/resize.js';
import { add, conv, expectSame, graphOf } from '../testing/passGraphs.js';
import { padChannels } from './pad-channels.js';

const relu = (s: Scope, x: Value): Value => emit(s, Relu, [x], {});
const widths = (graph: { nodes: readonly { output: Value }[] }): unknown[] =>
  graph.nodes.map((node) => node.output.type.shape[1]);

describe('padChannels', () => {
  it('fills the parts of a Concat, and skips their zeros behind it', async () => {
    const graph = graphOf([1, 16, 28, 28], (s, x) => {
      const a = relu(s, conv(s('a'), x, { out: 12, bias: true }));
      const b = conv(s('b'), a, { out: 12, kernel: [3, 3], group: 12, bias: true });
      return conv(s('c'), concat(s, [a, b]), { out: 8, bias: true });
    });
    const { graph: padded, reports } = await expectSame(graph, [padChannels()]);
    expect(printGraph(padded)).toMatchInlineSnapshot(`
      "graph test(%x: float32[1,16,28,28]) {
        %0: float32[1,16,28,28] = Conv(%x, a.part_weight, a.part_bias) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @a
        %1: float32[1,16,28,28] = Relu(%0)
        %2: float32[1,16,28,28] = Conv(%1, b.part_weight, b.part_bias) {dilations=[1,1], group=16, kernel_shape=[3,3], pads=[1,1,1,1], strides=[1,1]} @b
        %3: float32[1,32,28,28] = Concat(%1, %2) {axis=1}
        %4: float32[1,8,28,28] = Conv(%3, c.part_weight, c.part_bias) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @c
        return y=%4
      }"
    `);
    expect(reports[0]).toMatchObject({ changed: 2 });
  });

  it('takes the block from its options', async () => {
    const build = () =>
      graphOf([1, 8, 20, 20], (s, x) => conv(s('b'), relu(s, conv(s('a'), x, { out: 6 })), { out: 8 }));
    expect(widths((await expectSame(build(), [padChannels({ block: 8 })])).graph)).toEqual([8, 8, 8]);
    expect(widths((await expectSame(build(), [padChannels({ block: 16 })])).graph)).toEqual([16, 16, 8]);
  });

  it('fills groups, each by itself, up to the growth allowed', async () => {
    const build = (size: number) =>
      graphOf([1, 16, 10, 10], (s, x) => {
        const y = relu(s, conv(s('a'), x, { out: 2 * size, bias: true }));
        const z = relu(s, conv(s('b'), y, { out: 2 * size, kernel: [3, 3], group: 2, bias: true }));
        return add(s, conv(s('c'), z, { out: 16 }), x);
      });
    const { graph, reports } = await expectSame(build(40), [padChannels()]);
    expect(widths(graph)).toEqual([96, 96, 96, 96, 16, 16]);
    expect(reports[0]?.cost?.after.macs).toBeGreaterThan(reports[0]?.cost?.before.macs as number);
    expect((await expectSame(build(20), [padChannels()])).reports[0]?.changed).toBe(0);
    expect(widths((await expectSame(build(20), [padChannels({ mostGroupGrowth: 3 })])).graph)[0]).toBe(64);
    expect((await expectSame(build(48), [padChannels()])).reports[0]?.changed).toBe(0);
  });

  it('fills a squeezed block, whose empty channels do not stay zero', async () => {
    const graph = graphOf([2, 16, 9, 9], (s, x) => {
      const y = relu(s, conv(s('a'), x, { out: 36, bias: true }));
      const pooled = emit(s, GlobalAveragePool, [y], {});
      const gate = emit(s, HardSigmoid, [conv(s('b'), pooled, { out: 36, bias: true })], {});
      return conv(s('c'), emit(s, Mul, [y, gate], {}), { out: 16 });
    });
    expect(widths((await expectSame(graph, [padChannels()])).graph)).toEqual([48, 48, 48, 48, 48, 48, 16]);
  });

  it.each<[string, number, Readonly<Record<string, unknown>>, readonly (Value | undefined)[]]>([
    ['sizes', 16, {}, [undefined, undefined, constant([1, 12, 18, 20])]],
    ['sizes of axes', 16, { axes: [-1, 1] }, [undefined, undefined, constant([20, 12])]],
    ['sizes of rows alone', 16, { axes: [2] }, [undefined, undefined, constant([18])]],
    ['scales', 16, {}, [undefined, constant([1, 1, 2, 2], [4], 'float32')]],
    [
      'scales that mix channels',
      12,
      { mode: 'nearest' },
      [undefined, constant([1, 1.01, 2, 2], [4], 'float32')],
    ],
  ])('goes through a Resize by %s: %i channels', async (_, channels, attrs, rest) => {
    const graph = graphOf([1, 16, 9, 10], (s, x) => {
      const y = conv(s('a'), x, { out: 12, bias: true });
      const modes = { mode: 'linear', coordinate_transformation_mode: 'asymmetric' } as const;
      return conv(s('c'), emit(s, Resize, [y, ...rest], { ...modes, ...attrs }), { out: 8 });
    });
    expect(widths((await expectSame(graph, [padChannels()])).graph)).toEqual([channels, channels, 8]);
  });

  it('leaves what is an output, is flattened, or is joined with such', async () => {
    const result = graphOf([1, 16, 9, 9], (s, x) => conv(s('a'), x, { out: 12 }));
    const flat = graphOf([1, 16, 9, 9], (s, x) =>
      emit(s, Flatten, [emit(s, GlobalAveragePool, [conv(s('a'), x, { out: 12 })], {})], {}),
    );
    const joined = graphOf([1, 16, 9, 9], (s, x) => {
      const a = conv(s('a'), x, { out: 12 });
      const y = concat(s, [a, conv(s('b'), x, { out: 12 })]);
      return [y, conv(s('c'), a, { out: 3 })];
    });
    for (const graph of [result, flat, joined]) {
      expect((await expectSame(graph, [padChannels()])).reports[0]?.changed).toBe(0);
    }
  });

  it('gives all maps of a sum one layout', async () => {
    const graph = graphOf([1, 16, 56, 56], (s, x) => {
      const part = (name: string): Value => relu(s, conv(s(name), x, { out: 20, bias: true }));
      const y = concat(s, [part('a'), part('b')]);
      const z = add(s, y, concat(s, [part('c'), part('d')]));
      return conv(s('f'), add(s, z, conv(s('e'), x, { out: 40 })), { out: 4 });
    });
    const padded = await expectSame(graph, [padChannels()]);
    expect(padded.graph.nodes.find((node) => node.op.name === 'Add')?.output.type.shape[1]).toBe(64);
  });
});
