// Tanh: elementwise hyperbolic tangent.

import type { OpDef } from '../ir/op.js';
import { emit, type Scope } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import { unaryOp } from './shared/unary.js';

/** Input X. */
export const Tanh: OpDef = /* @__PURE__ */ unaryOp('Tanh', 6, ['float']);

/** The hyperbolic tangent of x. */
export function tanh(s: Scope, x: Value): Value {
  return emit(s, Tanh, [x], {});
}
