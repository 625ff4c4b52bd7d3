// Sub: elementwise difference with broadcasting.

import type { OpDef } from '../ir/op.js';
import { emit, type Scope } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import { binaryOp } from './shared/binary.js';

/** Inputs A, B of one dtype; output A - B, integers wrapping. */
export const Sub: OpDef = /* @__PURE__ */ binaryOp('Sub', 7);

/** a - b. Shapes broadcast. @throws ShapeError where they do not fit. */
export function sub(s: Scope, a: Value, b: Value): Value {
  return emit(s, Sub, [a, b], {});
}
