// Maps kept in parts before and after, and equal numbers through onnxruntime.
import { describe, expect, it } from 'vitest';
import { symbolicDim } from '../ir/dim.js';
import { printGraph } from '../ir/print.js';
import { emit, type Scope } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import { Concat, concat } from '../ops/concat.js';
import { GlobalAveragePool } from '../ops/globalAveragePool.js';
import { Mul } from '../ops/mul.js';
import { Relu } from '../ops/relu.js';
import { Sigmoid } from '../ops/sigmoid.js';
import { add, conv, expectSame, graphOf } from '../testing/passGraphs.js';
import { splitConcats } from './split-concats.js';

const relu = (s: Scope, x: Value): Value => emit(s, Relu, [x], {});

/** [relu(1x1), relu(depthwise of it)], as GhostNet's module. */
function ghost(s: Scope, x: Value, half: number): Value {
  const primary = relu(s, conv(s('primary'), x, { out: half, bias: true }));
  return concat(s, [
    primary,
    relu(s, conv(s('cheap'), primary, { out: half, kernel: [3, 3], group: half, bias: true })),
  ]);
}

describe('splitConcats', () => {
  it('gives a convolution the parts one by one', async () => {
    const graph = graphOf([1, 16, 28, 28], (s, x) =>
      conv(s('project'), ghost(s('ghost'), x, 24), { out: 8, bias: true }),
    );
    const { graph: parts, reports } = await expectSame(graph, [splitConcats()]);
    expect(printGraph(parts)).toMatchInlineSnapshot(`
      "graph test(%x: float32[1,16,28,28]) {
        %0: float32[1,24,28,28] = Conv(%x, ghost.primary.weight, ghost.primary.bias) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @ghost.primary
        %1: float32[1,24,28,28] = Relu(%0) @ghost
        %2: float32[1,24,28,28] = Conv(%1, ghost.cheap.weight, ghost.cheap.bias) {dilations=[1,1], group=24, kernel_shape=[3,3], pads=[1,1,1,1], strides=[1,1]} @ghost.cheap
        %3: float32[1,24,28,28] = Relu(%2) @ghost
        %4: float32[1,8,28,28] = Conv(%1, project.part_weight) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @project
        %5: float32[1,8,28,28] = Conv(%3, project.part_weight_1, project.part_bias) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @project
        %6: float32[1,8,28,28] = Add(%4, %5) @project
        return y=%6
      }"
    `);
    expect(reports[0]).toMatchObject({ changed: 1, notes: ['1 Concat before, 0 after'] });
  });

  it('goes through depthwise convolutions, poolings, gates and sums', async () => {
    const graph = graphOf([2, 16, 56, 56], (s, x) => {
      const y = ghost(s('ghost'), x, 32);
      const z = conv(s('dw'), y, { out: 64, kernel: [3, 3], group: 64, bias: true });
      const squeezed = relu(s, conv(s('reduce'), emit(s, GlobalAveragePool, [z], {}), { out: 8 }));
      const gate = emit(s, Sigmoid, [conv(s('expand'), squeezed, { out: 64 })], {});
      const gated = emit(s, Mul, [z, gate], {});
      return conv(s('project'), add(s, gated, relu(s, gated)), { out: 8 });
    });
    expect((await expectSame(graph, [splitConcats()])).ops).not.toContain('Concat');
  });

  it('puts parts together for a convolution that makes more than it reads', async () => {
    const graph = graphOf([1, 16, 28, 28], (s, x) => {
      const y = ghost(s('ghost'), x, 16);
      return [conv(s('a'), y, { out: 8 }), conv(s('b'), relu(s, y), { out: 256 })];
    });
    const { ops, graph: parts } = await expectSame(graph, [splitConcats()]);
    expect(ops.filter((op) => op === 'Concat')).toHaveLength(1);
    expect(parts.nodes.find((node) => node.op.name === 'Concat')?.inputs[0]?.producer?.op.name).toBe('Relu');
  });

  it('nests, up to the most parts', async () => {
    const build = () =>
      graphOf([1, 8, 80, 80], (s, x) => {
        let y = concat(s, [conv(s('a'), x, { out: 16 }), conv(s('b'), x, { out: 16 })]);
        y = concat(s, [y, conv(s('c'), x, { out: 16 })]);
        return conv(s('d'), y, { out: 4 });
      });
    expect((await expectSame(build(), [splitConcats()])).ops).toEqual([
      ...['Conv', 'Conv', 'Conv', 'Conv', 'Conv', 'Conv'],
      ...['Add', 'Add'],
    ]);
    expect((await expectSame(build(), [splitConcats({ mostParts: 2 })])).ops).toContain('Concat');
  });

  it('leaves a Concat that something wants whole, and those of other axes', async () => {
    const result = graphOf([1, 8, 9, 9], (s, x) => {
      const y = ghost(s('ghost'), x, 4);
      return [y, conv(s('a'), y, { out: 2 })];
    });
    const rows = graphOf([1, 8, 9, 9], (s, x) => emit(s, Concat, [x, relu(s, x)], { axis: 2 }));
    const grouped = graphOf([1, 8, 9, 9], (s, x) =>
      conv(s('a'), ghost(s('ghost'), x, 8), { out: 4, group: 2 }),
    );
    for (const graph of [result, rows, grouped]) {
      expect((await expectSame(graph, [splitConcats()])).ops).toContain('Concat');
    }
  });

  it('works with an open batch and size', async () => {
    const dims = ['N', 'H', 'W'].map(symbolicDim);
    const graph = graphOf([dims[0] as never, 16, dims[1] as never, dims[2] as never], (s, x) =>
      conv(s('project'), ghost(s('ghost'), x, 24), { out: 8 }),
    );
    expect((await expectSame(graph, [splitConcats()])).ops).not.toContain('Concat');
  });
});
