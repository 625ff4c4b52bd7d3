// Mul: elementwise product with broadcasting.

import type { OpDef } from '../ir/op.js';
import { emit, type Scope } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import { binaryOp } from './shared/binary.js';

/** Inputs A, B of one dtype; integers wrap. */
export const Mul: OpDef = /* @__PURE__ */ binaryOp('Mul', 7);

/** a * b. Shapes broadcast. @throws ShapeError where they do not fit. */
export function mul(s: Scope, a: Value, b: Value): Value {
  return emit(s, Mul, [a, b], {});
}
