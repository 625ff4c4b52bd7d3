// Neg: elementwise -x.

import type { OpDef } from '../ir/op.js';
import { unaryOp } from './shared/unary.js';

/** Input X, signed. */
export const Neg: OpDef = /* @__PURE__ */ unaryOp('Neg', 6, ['float', 'int']);
