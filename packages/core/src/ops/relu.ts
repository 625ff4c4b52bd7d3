// Relu: elementwise max(x, 0).

import type { OpDef } from '../ir/op.js';
import { emit, type Scope } from '../ir/scope.js';
import type { Value } from '../ir/value.js';
import { unaryOp } from './shared/unary.js';

/** Input X, signed. */
export const Relu: OpDef = /* @__PURE__ */ unaryOp('Relu', 6, ['float', 'int']);

/** max(x, 0). */
export function relu(s: Scope, x: Value): Value {
  return emit(s, Relu, [x], {});
}
