// Exp: elementwise e to the power of x.

import type { OpDef } from '../ir/op.js';
import { unaryOp } from './shared/unary.js';

/** Input X. */
export const Exp: OpDef = /* @__PURE__ */ unaryOp('Exp', 6, ['float']);
