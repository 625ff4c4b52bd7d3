// Abs: elementwise absolute value.

import type { OpDef } from '../ir/op.js';
import { unaryOp } from './shared/unary.js';

/** Input X. */
export const Abs: OpDef = /* @__PURE__ */ unaryOp('Abs', 6, ['float', 'int', 'uint']);
