// Log: elementwise natural logarithm.

import type { OpDef } from '../ir/op.js';
import { unaryOp } from './shared/unary.js';

/** Input X; NaN where it is negative. */
export const Log: OpDef = /* @__PURE__ */ unaryOp('Log', 6, ['float']);
