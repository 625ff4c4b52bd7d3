// Activations, each emitted as the single op that runtimes fuse.

import { constant, emit, type Scope, type Value } from '@gossamer/core';
import { Clip, Gelu, HardSigmoid, HardSwish, LeakyRelu, Mul, Relu, Sigmoid } from '@gossamer/core/ops';
import type { Activation } from './layer.js';

/** max(x, 0). */
export function relu(s: Scope, x: Value): Value {
  return emit(s, Relu, [x], {});
}

/** min(max(x, 0), 6). arXiv:1704.04861 and its TensorFlow code. */
export function relu6(s: Scope, x: Value): Value {
  return emit(s, Clip, [x, constant([0], [], 'float32'), constant([6], [], 'float32')], {});
}

/** x relu6(x + 3) / 6. arXiv:1905.02244, section 5.2. */
export function hardSwish(s: Scope, x: Value): Value {
  return emit(s, HardSwish, [x], {});
}

/** relu6(x + 3) / 6. arXiv:1905.02244, section 5.2. */
export function hardSigmoid(s: Scope, x: Value): Value {
  return emit(s, HardSigmoid, [x], { alpha: 1 / 6, beta: 0.5 });
}

/** 1 / (1 + exp(-x)). */
export function sigmoid(s: Scope, x: Value): Value {
  return emit(s, Sigmoid, [x], {});
}

/** x sigmoid(x). arXiv:1702.03118. */
export function silu(s: Scope, x: Value): Value {
  return emit(s, Mul, [x, sigmoid(s, x)], {});
}

/** x Phi(x) with the exact error function. arXiv:1606.08415. */
export function gelu(s: Scope, x: Value): Value {
  return emit(s, Gelu, [x], {});
}

/** x where positive, slope x elsewhere. PyTorch's default slope is 0.01, Darknet's 0.1. */
export function leakyRelu(slope = 0.01): Activation {
  return (s, x) => emit(s, LeakyRelu, [x], { alpha: slope });
}

/** No activation. */
export function identity(_s: Scope, x: Value): Value {
  return x;
}
