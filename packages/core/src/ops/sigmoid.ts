// Sigmoid: elementwise logistic function.

import type { OpDef } from '../ir/op.js';
import { emit, type Scope } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import { unaryOp } from './shared/unary.js';

/** Input X; output 1 / (1 + exp(-X)). */
export const Sigmoid: OpDef = /* @__PURE__ */ unaryOp('Sigmoid', 6, ['float']);

/** 1 / (1 + exp(-x)). */
export function sigmoid(s: Scope, x: Value): Value {
  return emit(s, Sigmoid, [x], {});
}
