// A few layers in a row, for graphs that are only run to be timed.

import {
  constant,
  emit,
  emitAll,
  Graph,
  param,
  type Scope,
  scopeOf,
  tensorType,
  Value,
} from '@gossamer/core';
import {
  Add,
  BatchNormalization,
  Clip,
  Concat,
  Conv,
  Flatten,
  Gelu,
  Gemm,
  GlobalAveragePool,
  HardSigmoid,
  HardSwish,
  LeakyRelu,
  MatMul,
  MaxPool,
  Mul,
  ReduceMean,
  Relu,
  Reshape,
  Sigmoid,
  Softmax,
  Split,
  Transpose,
} from '@gossamer/core/ops';

export interface ConvWords {
  readonly kernel?: number;
  readonly stride?: number;
  readonly groups?: number;
}

/** Builds one probe: each method applies a layer to `x` and gives its result. */
export class ProbeBuilder {
  readonly graph: Graph;
  readonly #root: Scope;
  #count = 0;

  constructor(name: string) {
    this.graph = new Graph(name);
    this.#root = scopeOf(this.graph);
  }

  input(channels: number, side: number): Value {
    return this.graph.addInput('x', new Value(tensorType('float32', [1, channels, side, side])));
  }

  /** A pooled result, so that little is copied out; ends the probe. */
  finish(x: Value): Graph {
    const y = x.type.shape.length === 4 && x.type.shape[2] !== 1 ? this.pool(x) : x;
    this.graph.setOutputs([{ name: 'y', value: y }]);
    return this.graph;
  }

  conv(x: Value, out: number, { kernel = 1, stride = 1, groups = 1 }: ConvWords = {}): Value {
    const s = this.#scope();
    const shape = [out, this.channels(x) / groups, kernel, kernel];
    const pad = (kernel - 1) >> 1;
    return emit(s, Conv, [x, this.#weight(s, shape), this.#bias(s, out)], {
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
      group: groups,
    });
  }

  depthwise(x: Value, kernel: number, stride = 1): Value {
    return this.conv(x, this.channels(x), { kernel, stride, groups: this.channels(x) });
  }

  /** A norm that no convolution in front of it takes in. */
  norm(x: Value): Value {
    const s = this.#scope();
    const vector = (leaf: string): Value =>
      param(s, leaf, [this.channels(x)], { init: { kind: 'constant', value: 1 } });
    const inputs = ['weight', 'bias', 'running_mean', 'running_var'].map(vector);
    return emit(s, BatchNormalization, [x, ...inputs], { epsilon: 1e-5 });
  }

  relu(x: Value): Value {
    return emit(this.#scope(), Relu, [x], {});
  }

  relu6(x: Value): Value {
    return emit(this.#scope(), Clip, [x, constant([0], [], 'float32'), constant([6], [], 'float32')], {});
  }

  hardSwish(x: Value): Value {
    return emit(this.#scope(), HardSwish, [x], {});
  }

  leakyRelu(x: Value): Value {
    return emit(this.#scope(), LeakyRelu, [x], {});
  }

  sigmoid(x: Value): Value {
    return emit(this.#scope(), Sigmoid, [x], {});
  }

  gelu(x: Value): Value {
    return emit(this.#scope(), Gelu, [x], {});
  }

  add(a: Value, b: Value): Value {
    return emit(this.#scope(), Add, [a, b], {});
  }

  mul(a: Value, b: Value): Value {
    return emit(this.#scope(), Mul, [a, b], {});
  }

  pool(x: Value): Value {
    return emit(this.#scope(), GlobalAveragePool, [x], {});
  }

  maxPool(x: Value): Value {
    return emit(this.#scope(), MaxPool, [x], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
  }

  /** Squeeze and excite with a quarter of the channels. */
  excite(x: Value): Value {
    const inner = this.relu(this.conv(this.pool(x), Math.max(8, this.channels(x) >> 2)));
    return this.mul(x, emit(this.#scope(), HardSigmoid, [this.conv(inner, this.channels(x))], {}));
  }

  concat(...parts: readonly Value[]): Value {
    return emit(this.#scope(), Concat, parts, { axis: 1 });
  }

  /** The first `count` channels and the others. */
  split(x: Value, count: number): readonly Value[] {
    const sizes = [count, this.channels(x) - count];
    const s = this.#scope();
    return emitAll(s, Split, [x, constant(sizes)], { axis: 1 }, 2);
  }

  shuffle(x: Value, groups: number): Value {
    const [n, c, h, w] = x.type.shape.map(Number) as [number, number, number, number];
    const apart = emit(this.#scope(), Reshape, [x, constant([n, groups, c / groups, h, w])], {});
    const mixed = emit(this.#scope(), Transpose, [apart], { perm: [0, 2, 1, 3, 4] });
    return emit(this.#scope(), Reshape, [mixed, constant([n, c, h, w])], {});
  }

  linear(x: Value, out: number): Value {
    const s = this.#scope();
    const flat = x.type.shape.length === 2 ? x : emit(s, Flatten, [x], {});
    return emit(s, Gemm, [flat, this.#weight(s, [out, Number(flat.type.shape[1])]), this.#bias(s, out)], {
      transB: 1,
    });
  }

  /** One head that attends over its own pixels. */
  attend(x: Value): Value {
    const [n, c, h, w] = x.type.shape.map(Number) as [number, number, number, number];
    const rows = emit(this.#scope(), Reshape, [x, constant([n, c, h * w])], {});
    const columns = emit(this.#scope(), Transpose, [rows], { perm: [0, 2, 1] });
    const scores = emit(this.#scope(), MatMul, [columns, rows], {});
    const mixed = emit(this.#scope(), MatMul, [rows, emit(this.#scope(), Softmax, [scores], {})], {});
    return emit(this.#scope(), Reshape, [mixed, constant([n, c, h, w])], {});
  }

  mean(x: Value): Value {
    return emit(this.#scope(), ReduceMean, [x, constant([2, 3])], { keepdims: 1 });
  }

  channels(x: Value): number {
    return Number(x.type.shape[1]);
  }

  #scope(): Scope {
    return this.#root(`l${this.#count++}`);
  }

  #weight(s: Scope, shape: readonly number[]): Value {
    return param(s, 'weight', shape, { init: { kind: 'constant', value: 0 } });
  }

  #bias(s: Scope, out: number): Value {
    return param(s, 'bias', [out], { init: { kind: 'constant', value: 0 } });
  }
}
