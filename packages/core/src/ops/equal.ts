// Equal: elementwise a == b with broadcasting.

import type { OpDef } from '../ir/op.js';
import { binaryOp } from './shared/binary.js';

/** Inputs A, B of one dtype; output bool. */
export const Equal: OpDef = /* @__PURE__ */ binaryOp('Equal', 11, {
  result: 'bool',
  kinds: ['float', 'int', 'uint', 'bool'],
});
