// Random graphs of what convolutional networks are made of, put together as no network is: values with many readers, weights
// shared or without a scope, outputs read again, automatic and lopsided padding, axes from the end, open sizes.

import type { Graph } from '../ir/graph.js';
import { constant, emitAll } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import * as ops from '../ops/index.js';
import type { LazyTensor } from '../weights/lazy-tensor.js';
import { RandomSource } from '../weights/random-source.js';
import { channelsOf, GraphMaker, type Step } from './graphMaker.js';

export interface RandomGraph {
  readonly graph: Graph;
  /** Of the input `x`. */
  readonly shape: readonly number[];
}

/** The graph of a seed. */
export function randomGraph(seed: number): RandomGraph {
  const make = new GraphMaker(new RandomSource(seed, 'graph'));
  for (let left = 8 + make.below(12); left > 0; ) if (make.take(make.pick(...STEPS))) left--;
  return { graph: make.finish(), shape: make.shape };
}

/** Weights under which values neither grow nor vanish; variances are constants of the graph. */
export function randomWeights(graph: Graph, seed: number): Map<string, LazyTensor> {
  return new Map(
    [...graph.params.values()].map(({ name, type }) => {
      const shape = type.shape as readonly number[];
      const columns = shape.slice(1).reduce((a, b) => a * b, 1);
      const random = new RandomSource(seed, name);
      const data = Float32Array.from(
        { length: columns * (shape[0] as number) },
        () => random.normal() / Math.sqrt(columns),
      );
      return [name, { dtype: 'float32', shape, read: () => Promise.resolve(data) }];
    }),
  );
}

const sameShape = (a: Value, b: Value): boolean => String(a.type.shape) === String(b.type.shape);
const WIDTHS = [4, 8, 12, 16, 20, 24, 32, 36, 64];

const STEPS: readonly Step[] = [
  (make, x) => make.conv(x, make.pick(...WIDTHS)),
  (make, x) => then(make.conv(x, make.pick(...WIDTHS)), (y) => make.act(make.norm(y))),
  (make, x) => then(make.conv(x, make.pick(...WIDTHS), { kernel: 1 }), (y) => make.act(y)),
  (make, x) =>
    then(make.conv(x, channelsOf(x), { group: channelsOf(x) }), (y) => make.act(make.pick(y, make.norm(y)))),
  (make, x) => make.norm(x),
  (make, x) => make.act(x),
  (make, x) => make.emit(ops.Identity, [x]),
  residual,
  grouped,
  branches,
  scaled,
  (make, x) => make.emit(make.pick(ops.Add, ops.Mul, ops.Sub, ops.Max), [x, make.mate(x, [0, 1, 2, 3])]),
  (make, x) =>
    make.emit(ops.Concat, [make.mate(x, [0, 2, 3]), x, make.mate(x, [0, 2, 3])], { axis: make.pick(1, -3) }),
  parts,
  gated,
  resized,
  pooled,
  shuffled,
  ghost,
  (make, x) => make.emit(ops.Pad, [x, constant([0, make.below(2), 0, 0, 0, 0, make.below(2), 1])]),
  (make, x) =>
    make.sides(x)?.every((side) => side < 20)
      ? make.emit(ops.ConvTranspose, [x, make.tensor(channelsOf(x), 6, 2, 2)], { strides: [2, 2] })
      : undefined,
];

function then(value: Value | undefined, next: (value: Value) => Value | undefined): Value | undefined {
  return value && next(value);
}

function residual(make: GraphMaker, x: Value): Value | undefined {
  const y = make.conv(x, channelsOf(x), { stride: 1 });
  if (y === undefined || !sameShape(x, y)) return undefined;
  return make.act(make.emit(ops.Add, make.pick([x, y], [y, x])));
}

function grouped(make: GraphMaker, x: Value): Value | undefined {
  const group = [2, 3, 4].find((count) => channelsOf(x) % count === 0);
  return group === undefined ? undefined : make.conv(x, group * make.pick(3, 4, 5, 8), { group });
}

/** What re-parameterisation merges, or does not. */
function branches(make: GraphMaker, x: Value): Value | undefined {
  const [out, stride] = [make.pick(channelsOf(x), 8), make.pick(1, 2)];
  const [a, b] = [3, make.pick(1, 3)].map((kernel) => make.conv(x, out, { kernel, stride }));
  if (a === undefined || b === undefined || !sameShape(a, b)) return undefined;
  const sum = make.emit(ops.Add, [make.pick(a, make.norm(a)), make.pick(b, make.norm(b))]);
  return sameShape(sum, x) ? make.emit(ops.Add, [sum, make.pick(x, make.norm(x))]) : sum;
}

function scaled(make: GraphMaker, x: Value): Value {
  const channels = channelsOf(x);
  const factor = make.pick(
    () => make.tensor(1, channels, 1, 1),
    () => make.tensor(channels, 1, 1),
    () => make.emit(ops.Reshape, [make.tensor(channels), constant([1, -1, 1, 1])]),
    () => constant([0.7], [], 'float32'),
  )();
  return make.emit(make.pick(ops.Add, ops.Sub, ops.Mul), make.pick([x, factor], [factor, x]));
}

function parts(make: GraphMaker, x: Value): Value | readonly Value[] | undefined {
  const channels = channelsOf(x);
  const first = 1 + make.below(channels);
  const axis = make.pick(1, -3);
  if (first === channels)
    return make.emit(ops.Slice, [x, constant([-1]), constant([2 ** 31]), constant([axis])]);
  return emitAll(make.scope(), ops.Split, [x, constant([first, channels - first])], { axis }, 2);
}

function gated(make: GraphMaker, x: Value): Value | undefined {
  const point = { kernel: 1, stride: 1 };
  const squeezed = make.conv(make.emit(ops.GlobalAveragePool, [x]), 4, point);
  const gate = then(squeezed, (y) => make.conv(make.act(y), channelsOf(x), point));
  const isPoint = gate !== undefined && String(gate.type.shape.slice(2)) === '1,1';
  return isPoint ? make.emit(ops.Mul, make.pick([x, gate], [gate, x])) : undefined;
}

function resized(make: GraphMaker, x: Value): Value | undefined {
  const [height, width] = make.sides(x) ?? [1, 1];
  if (height * width > 900) return undefined;
  const nearest = { nearest_mode: 'floor', coordinate_transformation_mode: 'asymmetric' } as const;
  const scales = constant([1, 1, 2, 2], [4], 'float32');
  if (make.sides(x) === undefined || make.oneIn(2))
    return make.emit(ops.Resize, [x, undefined, scales], nearest);
  const sizes = constant([...(x.type.shape.slice(0, 2) as number[]), 2 * height, width + 1]);
  return make.emit(ops.Resize, [x, undefined, undefined, sizes], nearest);
}

function pooled(make: GraphMaker, x: Value): Value | undefined {
  if (make.sides(x)?.some((side) => side < 2)) return undefined;
  const pads = [1, 1, 1, 1];
  return make.oneIn(2)
    ? make.emit(ops.MaxPool, [x], { kernel_shape: [2, 2], strides: [2, 2], pads, ceil_mode: make.below(2) })
    : make.emit(ops.AveragePool, [x], {
        kernel_shape: [3, 3],
        strides: [2, 1],
        pads,
        count_include_pad: make.below(2),
      });
}

function shuffled(make: GraphMaker, x: Value): Value | undefined {
  if (make.sides(x) === undefined || channelsOf(x) % 2 !== 0) return undefined;
  const [batch, channels, ...sides] = x.type.shape as readonly number[];
  const pairs = make.emit(ops.Reshape, [x, constant([batch as number, 2, -1, ...sides])]);
  const turned = make.emit(ops.Transpose, [pairs], { perm: [0, 2, 1, 3, 4] });
  return make.emit(ops.Reshape, [turned, constant([0, channels as number, ...sides])]);
}

function ghost(make: GraphMaker, x: Value): Value | undefined {
  const primary = make.conv(x, make.pick(4, 8, 12, 18), { kernel: 1, stride: 1 });
  if (primary === undefined) return undefined;
  const isActive = make.oneIn(2);
  const act = (value: Value): Value => (isActive ? make.emit(ops.Relu, [value]) : value);
  const v = act(primary);
  const cheap = make.conv(v, channelsOf(v), { kernel: 3, stride: 1, group: channelsOf(v) });
  return cheap && sameShape(cheap, v) ? make.emit(ops.Concat, [v, act(cheap)], { axis: 1 }) : undefined;
}
