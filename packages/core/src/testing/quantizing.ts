// What tests of quantizing share: layers with seeded weights, and models opened in onnxruntime.
import { runOnnxruntime } from '@gossamer/testkit';
import { Graph } from '../ir/graph.js';
import type { Model } from '../ir/model.js';
import { emit, param, type Scope, scopeOf } from '../ir/scope.js';
import type { Tensor } from '../ir/tensor-data.js';
import { tensorType } from '../ir/tensor-type.js';
import { Value } from '../ir/value.js';
import { encodeOnnx } from '../onnx/index.js';
import { Conv } from '../ops/conv.js';
import { Flatten } from '../ops/flatten.js';
import { Gemm } from '../ops/gemm.js';
import { GlobalAveragePool } from '../ops/globalAveragePool.js';
import type { OpenModel } from '../quantize/open-model.js';
import { seededInput, seededWeights } from '../weights/seeded.js';

const init = { kind: 'constant', value: 0 } as const;

export interface ConvShape {
  readonly out: number;
  readonly kernel?: number;
  readonly stride?: number;
  readonly group?: number;
  readonly bias?: boolean;
}

/** A convolution that keeps the size at stride 1. */
export function convolve(s: Scope, x: Value, shape: ConvShape): Value {
  const { out, kernel = 1, stride = 1, group = 1, bias = true } = shape;
  const pad = (kernel - 1) >> 1;
  const weight = param(s, 'weight', [out, (x.type.shape[1] as number) / group, kernel, kernel], { init });
  return emit(s, Conv, [x, weight, ...(bias ? [param(s, 'bias', [out], { init })] : [])], {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    dilations: [1, 1],
    group,
    pads: [pad, pad, pad, pad],
  });
}

/** Global average, then a dense layer. */
export function classify(s: Scope, x: Value, classes: number): Value {
  const pooled = emit(s, Flatten, [emit(s, GlobalAveragePool, [x], {})], { axis: 1 });
  const weight = param(s('fc'), 'weight', [classes, x.type.shape[1] as number], { init });
  return emit(s('fc'), Gemm, [pooled, weight, param(s('fc'), 'bias', [classes], { init })], { transB: 1 });
}

/** A network from `x` to `y` with seeded weights. */
export function networkOf(shape: readonly number[], build: (s: Scope, x: Value) => Value): Model {
  const graph = new Graph('small');
  const x = graph.addInput('x', new Value(tensorType('float32', shape)));
  graph.setOutputs([{ name: 'y', value: build(scopeOf(graph), x) }]);
  return { graph, weights: seededWeights(graph.params, 2) };
}

/** Different inputs of one shape, uniform in [-2, 2). */
export function inputsOf(shape: readonly number[], count: number, prefix = 'input'): Tensor[] {
  return Array.from({ length: count }, (_, i) => seededInput(`${prefix}${i}`, shape));
}

/** onnxruntime's CPU provider with all its optimisations. */
export const openOnnxruntime: OpenModel = async (model) => {
  const bytes = await encodeOnnx(model);
  return {
    run: (feeds) => runOnnxruntime(bytes, feeds, { optimization: 'all' }) as Promise<Record<string, Tensor>>,
    dispose: async () => {},
  };
};
