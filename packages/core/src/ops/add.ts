// Add: elementwise sum with broadcasting.

import type { OpDef } from '../ir/op.js';
import { emit, type Scope } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import { binaryOp } from './shared/binary.js';

/** Inputs A, B of one dtype. */
export const Add: OpDef = /* @__PURE__ */ binaryOp('Add', 7);

/** a + b. Shapes broadcast. @throws ShapeError where they do not fit. */
export function add(s: Scope, a: Value, b: Value): Value {
  return emit(s, Add, [a, b], {});
}
