// Small graphs for tests of passes, and the check that a pass leaves their numbers as they are.

import { maxRelativeError, runOnnxruntime } from '@gossamer/testkit';
import { expect } from 'vitest';
import { Graph } from '../ir/graph.js';
import { emit, param, type Scope, scopeOf } from '../ir/scope.js';
import { isStatic, type Shape, tensorType } from '../ir/tensor-type.js';
import { Value } from '../ir/value.js';
import { verify } from '../ir/verify.js';
import { encodeOnnx } from '../onnx/index.js';
import { Add } from '../ops/add.js';
import { BatchNormalization } from '../ops/batchNormalization.js';
import { Conv } from '../ops/conv.js';
import { type Pass, type PassReport, runPasses } from '../passes/pass.js';
import { seededInput, seededWeights } from '../weights/seeded.js';

const init = { kind: 'constant', value: 0 } as const;

export interface ConvCase {
  readonly out: number;
  /** Default [1, 1]. */
  readonly kernel?: readonly number[];
  readonly stride?: number;
  readonly dilation?: number;
  readonly group?: number;
  /** Default: keeps the size at stride 1. */
  readonly pads?: readonly number[];
  readonly bias?: boolean;
}

/** A convolution with the parameters `weight` and `bias` of the scope. */
export function conv(s: Scope, x: Value, c: ConvCase): Value {
  const { out, kernel = [1, 1], stride = 1, dilation = 1, group = 1 } = c;
  const half = kernel.map((size) => (dilation * (size - 1)) / 2);
  const weight = param(s, 'weight', [out, (x.type.shape[1] as number) / group, ...kernel], { init });
  const bias = c.bias ? [param(s, 'bias', [out], { init })] : [];
  return emit(s, Conv, [x, weight, ...bias], {
    kernel_shape: kernel,
    strides: kernel.map(() => stride),
    dilations: kernel.map(() => dilation),
    group,
    pads: c.pads ?? [...half, ...half],
  });
}

/** BatchNormalization with the scope's parameters. */
export function norm(s: Scope, x: Value): Value {
  const leaves = ['weight', 'bias', 'running_mean', 'running_var'];
  const parameters = leaves.map((leaf) => param(s, leaf, [x.type.shape[1] as number], { init }));
  return emit(s, BatchNormalization, [x, ...parameters], { epsilon: 1e-3 });
}

export const add = (s: Scope, a: Value, b: Value): Value => emit(s, Add, [a, b], {});

/** A graph with the input `x` and the output `y`, or `y0`, `y1` ... */
export function graphOf(shape: Shape, build: (s: Scope, x: Value) => Value | readonly Value[]): Graph {
  const graph = new Graph('test');
  const x = graph.addInput('x', new Value(tensorType('float32', shape)));
  const built = build(scopeOf(graph), x);
  const outputs = built instanceof Value ? [{ name: 'y', value: built }] : undefined;
  graph.setOutputs(outputs ?? (built as readonly Value[]).map((value, i) => ({ name: `y${i}`, value })));
  return graph;
}

export interface Passed {
  readonly graph: Graph;
  readonly reports: readonly PassReport[];
  /** Op names in order. */
  readonly ops: readonly string[];
}

/**
 * Runs the passes on a graph with seeded weights; the result has to be well formed and to compute the same in onnxruntime,
 * as it is written and with all of onnxruntime's own rewrites. Open sizes are run at 2 (batch), or 6.
 */
export async function expectSame(graph: Graph, passes: readonly Pass[], tolerance = 2e-6): Promise<Passed> {
  const plain = { graph, weights: seededWeights(graph.params, 1) };
  const { model, reports } = runPasses(plain, passes);
  verify(model.graph);
  const shape = graph.inputs[0]?.value.type.shape ?? [];
  const sizes = isStatic(shape)
    ? shape
    : shape.map((dim, axis) => (typeof dim === 'number' ? dim : axis === 0 ? 2 : 6));
  const feeds = { x: seededInput('x', sizes) };
  const expected = await runOnnxruntime(await encodeOnnx(plain), feeds);
  const bytes = await encodeOnnx(model);
  for (const optimization of ['disabled', 'all'] as const) {
    const found = await runOnnxruntime(bytes, feeds, { optimization });
    expect(Object.keys(found)).toEqual(Object.keys(expected));
    for (const [name, tensor] of Object.entries(expected)) {
      expect(found[name]?.shape).toEqual(tensor.shape);
      const [a, b] = [found[name]?.data, tensor.data] as [Float32Array, Float32Array];
      expect(maxRelativeError(a, b), `${name}, ${optimization}`).toBeLessThan(tolerance);
    }
  }
  return { graph: model.graph, reports, ops: model.graph.nodes.map((node) => node.op.name) };
}
