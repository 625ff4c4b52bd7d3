// Min: elementwise smallest of any number of tensors, with broadcasting.

import type { OpDef } from '../ir/op.js';
import { emit, type Scope } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import { variadicOp } from './shared/variadic.js';

/** One or more inputs of one dtype; NaN where any of them is. */
export const Min: OpDef = /* @__PURE__ */ variadicOp('Min', 8);

/** The elementwise smallest of the values. Shapes broadcast. @throws ShapeError where they do not fit. */
export function min(s: Scope, ...values: readonly Value[]): Value {
  return emit(s, Min, values, {});
}
