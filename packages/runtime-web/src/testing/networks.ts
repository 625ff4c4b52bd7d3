// Networks the page and the test both build. A new row is run on every device.

import {
  constant,
  emit,
  Graph,
  type Model,
  param,
  type Scope,
  scopeOf,
  symbolicDim,
  tensorType,
  Value,
} from '@gossamer/core';
import {
  Add,
  Clip,
  Concat,
  Conv,
  Flatten,
  Gemm,
  GlobalAveragePool,
  HardSwish,
  Mul,
  Relu,
  Sigmoid,
} from '@gossamer/core/ops';
import { seededWeights } from '@gossamer/core/weights';

export interface TestNetwork {
  build(): Model;
  /** Shape of its input `x`. */
  readonly input: readonly number[];
}

export const networks: Readonly<Record<string, TestNetwork>> = {
  convolutions: { build: convolutions, input: [2, 8, 12, 12] },
  classifier: { build: classifier, input: [1, 3, 32, 32] },
  quick: { build: quick, input: [1, 3, 32, 32] },
};

/** Dense, strided, depthwise and dilated convolutions, two ways joined. */
function convolutions(): Model {
  return model('convolutions', networks.convolutions as TestNetwork, (s, x) => {
    const left = emit(s, Relu, [conv(s('dense'), x, [8, 8, 3, 3], { pads: [1, 1, 1, 1] })], {});
    const right = conv(s('depthwise'), x, [8, 1, 3, 3], { group: 8, dilations: [2, 2], pads: [2, 2, 2, 2] });
    const both = emit(s, Concat, [left, emit(s, Add, [x, right], {})], { axis: 1 });
    return conv(s('strided'), both, [4, 16, 3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] });
  });
}

/** What MobileNets are made of: a stem, an inverted residual with squeeze-and-excite, pooling, a classifier. */
function classifier(): Model {
  return model('classifier', networks.classifier as TestNetwork, (s, x) => {
    const stem = emit(
      s,
      HardSwish,
      [conv(s('stem'), x, [8, 3, 3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] })],
      {},
    );
    const wide = relu6(s, conv(s('expand'), stem, [24, 8, 1, 1], {}));
    const spread = relu6(s, conv(s('spread'), wide, [24, 1, 5, 5], { group: 24, pads: [2, 2, 2, 2] }));
    const pooled = emit(s, GlobalAveragePool, [spread], {});
    const gate = emit(s, Sigmoid, [conv(s('gate'), pooled, [24, 24, 1, 1], {})], {});
    const narrow = conv(s('project'), emit(s, Mul, [spread, gate], {}), [8, 24, 1, 1], {});
    const last = emit(s, GlobalAveragePool, [emit(s, Add, [stem, narrow], {})], {});
    return linear(s('fc'), emit(s, Flatten, [last], {}), 8, 10);
  });
}

/**
 * For tests of what is around a network: a software GPU compiles it in a second, the classifier in six. Weights of every
 * kind it has, one product.
 */
function quick(): Model {
  return model('quick', networks.quick as TestNetwork, (s, x) => {
    const scale = param(s('scale'), 'weight', [3, 32, 32], { init: { kind: 'constant', value: 0 } });
    const scaled = emit(s, HardSwish, [emit(s, Mul, [x, scale], {})], {});
    const joined = emit(s, Add, [emit(s, Sigmoid, [x], {}), scaled], {});
    return linear(s('fc'), emit(s, Flatten, [relu6(s, joined)], {}), 3 * 32 * 32, 10);
  });
}

function model(name: string, network: TestNetwork, body: (s: Scope, x: Value) => Value): Model {
  const graph = new Graph(name);
  const [, ...rest] = network.input;
  const x = graph.addInput('x', new Value(tensorType('float32', [symbolicDim('N'), ...rest])));
  graph.setOutputs([{ name: 'y', value: body(scopeOf(graph), x) }]);
  return { graph, weights: seededWeights(graph.params, 2) };
}

function conv(s: Scope, x: Value, shape: readonly number[], attrs: Readonly<Record<string, unknown>>): Value {
  const weight = param(s, 'weight', shape, { init: { kind: 'constant', value: 0 } });
  const bias = param(s, 'bias', shape.slice(0, 1), { init: { kind: 'constant', value: 0 } });
  return emit(s, Conv, [x, weight, bias], attrs);
}

function linear(s: Scope, x: Value, from: number, to: number): Value {
  const weight = param(s, 'weight', [to, from], { init: { kind: 'constant', value: 0 } });
  const bias = param(s, 'bias', [to], { init: { kind: 'constant', value: 0 } });
  return emit(s, Gemm, [x, weight, bias], { transB: 1 });
}

function relu6(s: Scope, x: Value): Value {
  return emit(s, Clip, [x, constant([0], [], 'float32'), constant([6], [], 'float32')], {});
}
