// Passes that bind, drop and select: the graph before and after.
import { describe, expect, it } from 'vitest';
import { symbolicDim } from '../ir/dim.js';
import { printGraph } from '../ir/print.js';
import { constant, emit, type Scope } from '../ir/scope.js';
import { tensorType } from '../ir/tensor-type.js';
import { Value } from '../ir/value.js';
import { Add } from '../ops/add.js';
import { Cast } from '../ops/cast.js';
import { Concat } from '../ops/concat.js';
import { Gather } from '../ops/gather.js';
import { Identity } from '../ops/identity.js';
import { Mul } from '../ops/mul.js';
import { Pad } from '../ops/pad.js';
import { Relu } from '../ops/relu.js';
import { Reshape } from '../ops/reshape.js';
import { Resize } from '../ops/resize.js';
import { shapeOf } from '../ops/shape.js';
import { Slice, slice } from '../ops/slice.js';
import { Transpose } from '../ops/transpose.js';
import { foldConstants } from '../reference/fold-constants.js';
import { conv, expectSame, graphOf } from '../testing/passGraphs.js';
import { bindSizes } from './bind-sizes.js';
import { dropIdentities } from './drop-identities.js';
import { eliminateDead } from './eliminate-dead.js';
import { foldShapes } from './fold-shapes.js';
import { runPasses } from './pass.js';
import { selectOutputs } from './select-outputs.js';

const open = (): never[] => ['N', 'H', 'W'].map(symbolicDim) as never[];
const NEAREST = {
  coordinate_transformation_mode: 'asymmetric',
  nearest_mode: 'floor',
  axes: [2, 3],
} as const;

const graphInput = (s: Scope, name: string): Value =>
  s.graph.addInput(name, new Value(tensorType('int64', [1])));

describe('dropIdentities', () => {
  it('keeps a reshape to another size that only running tells', () => {
    const graph = graphOf([2, 6], (s, x) => {
      const [a, b] = ['a', 'b'].map((name) => graphInput(s, name)) as [Value, Value];
      return emit(s, Reshape, [emit(s, Reshape, [x, a], {}), b], {});
    });
    const { reports } = runPasses({ graph, weights: new Map() }, [dropIdentities]);
    expect(reports[0]?.changed).toBe(0);
  });

  it('drops all nodes that give back their input', async () => {
    const graph = graphOf([1, 4, 3, 5], (s, x) => {
      let y = emit(s, Relu, [emit(s, Identity, [x], {})], {});
      y = emit(s, Cast, [y], { to: 1 });
      y = emit(s, Concat, [y], { axis: 1 });
      y = emit(s, Pad, [y, constant(new Array<number>(8).fill(0))], {});
      y = emit(s, Reshape, [y, constant([1, 4, 3, 5])], {});
      y = slice(s, y, 0, 9);
      return emit(s, Transpose, [y], { perm: [0, 1, 2, 3] });
    });
    const { graph: dropped, reports } = await expectSame(graph, [dropIdentities]);
    expect(printGraph(dropped)).toMatchInlineSnapshot(`
      "graph test(%x: float32[1,4,3,5]) {
        %0: float32[1,4,3,5] = Relu(%x)
        return y=%0
      }"
    `);
    expect(reports[0]?.changed).toBe(7);
  });

  it('keeps what has the same shape but other elements', async () => {
    const graph = graphOf([1, 3, 3, 3], (s, x) => {
      const turned = emit(s, Transpose, [x], { perm: [0, 1, 3, 2] });
      const padded = emit(s, Pad, [turned, constant([0, 0, 1, 0, 0, 0, -1, 0])], {});
      const bounds = [[-1], [-9], [2], [-1]].map((list) => constant(list));
      return emit(s, Slice, [padded, ...bounds], {});
    });
    expect((await expectSame(graph, [dropIdentities])).reports[0]?.changed).toBe(0);
  });
});

describe('foldShapes', () => {
  it('makes constants of sizes once they are bound, and infers types again', async () => {
    const [n, h, w] = open();
    const graph = graphOf([n as never, 2, h as never, w as never], (s, x) => {
      const small = emit(s, Relu, [x], {});
      const half = conv(s('a'), small, { out: 2, stride: 2 });
      return emit(s, Resize, [half, undefined, undefined, shapeOf(s, x, 2)], NEAREST);
    });
    expect((await expectSame(graph, [foldShapes])).reports[0]?.changed).toBe(0);
    const { graph: bound } = await expectSame(graph, [bindSizes({ H: 6, W: 6 }), foldShapes]);
    expect(printGraph(bound)).toMatchInlineSnapshot(`
      "graph test(%x: float32[N,2,6,6]) {
        %0: float32[N,2,6,6] = Relu(%x)
        %1: float32[N,2,3,3] = Conv(%0, a.weight) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[2,2]} @a
        %2: float32[N,2,6,6] = Resize(%1, _, _, int64(6,6)) {axes=[2,3], coordinate_transformation_mode=asymmetric, nearest_mode=floor}
        return y=%2
      }"
    `);
  });
});

describe('foldConstants', () => {
  it('computes what exporters leave of arithmetic on sizes', async () => {
    const graph = graphOf([1, 2, 3, 4], (s, x) => {
      const sizes = shapeOf(s, x, 2);
      const doubled = emit(s, Mul, [sizes, constant([2, 3])], {});
      const first = emit(s, Gather, [doubled, constant([0])], { axis: 0 });
      const last = emit(s, Add, [emit(s, Gather, [doubled, constant([1])], { axis: 0 }), constant([-4])], {});
      return emit(s, Resize, [x, undefined, undefined, emit(s, Concat, [first, last], { axis: 0 })], {
        ...NEAREST,
        mode: 'nearest',
      });
    });
    const { graph: folded } = await expectSame(graph, [foldConstants()]);
    expect(printGraph(folded)).toMatchInlineSnapshot(`
      "graph test(%x: float32[1,2,3,4]) {
        %0: float32[1,2,6,8] = Resize(%x, _, _, int64(6,8)) {axes=[2,3], coordinate_transformation_mode=asymmetric, nearest_mode=floor}
        return y=%0
      }"
    `);
  });

  it('leaves learned tensors, and results that would be large', async () => {
    const graph = graphOf([1, 4, 4, 4], (s, x) => {
      const wide = emit(
        s,
        Mul,
        [constant([1, 2, 3, 4], [4, 1], 'float32'), constant([1, 2, 3, 4], [1, 4], 'float32')],
        {},
      );
      return emit(s, Add, [conv(s('a'), x, { out: 4 }), wide], {});
    });
    expect((await expectSame(graph, [foldConstants({ mostElements: 8 })])).reports[0]?.changed).toBe(0);
    expect((await expectSame(graph, [foldConstants()])).ops).toEqual(['Conv', 'Add']);
  });
});

describe('bindSizes and selectOutputs', () => {
  const graph = () => {
    const [n, h, w] = open();
    return graphOf([n as never, 2, h as never, w as never], (s, x) => [
      conv(s('a'), x, { out: 3, bias: true }),
      emit(s, Relu, [conv(s('b'), x, { out: 3 })], {}),
    ]);
  };

  it('binds sizes and keeps outputs in the order asked for', () => {
    const { model, reports } = runPasses({ graph: graph(), weights: new Map() }, [
      bindSizes({ N: 1, H: 8, W: 9 }),
      selectOutputs(['y1']),
      eliminateDead,
    ]);
    expect(printGraph(model.graph)).toMatchInlineSnapshot(`
      "graph test(%x: float32[1,2,8,9]) {
        %0: float32[1,3,8,9] = Conv(%x, b.weight) {dilations=[1,1], kernel_shape=[1,1], pads=[0,0,0,0], strides=[1,1]} @b
        %1: float32[1,3,8,9] = Relu(%0)
        return y1=%1
      }"
    `);
    expect(reports.map(({ cost }) => cost?.after)).toMatchInlineSnapshot(`
      [
        {
          "macs": 864,
          "nodes": 3,
          "weights": 15,
        },
        {
          "macs": 432,
          "nodes": 2,
          "weights": 6,
        },
        {
          "macs": 432,
          "nodes": 2,
          "weights": 6,
        },
      ]
    `);
  });

  it('refuses names that are not there', () => {
    const run = (pass: ReturnType<typeof bindSizes>) =>
      runPasses({ graph: graph(), weights: new Map() }, [pass]);
    expect(() => run(bindSizes({ n: 1 }))).toThrowErrorMatchingInlineSnapshot(`
      [PassError: no input has a size called n
        at <root> in test
        open sizes: N, H, W]
    `);
    expect(() => run(selectOutputs(['y2']))).toThrowErrorMatchingInlineSnapshot(`
      [PassError: there is no output "y2"
        at <root> in test
        outputs: y0, y1]
    `);
  });
});
