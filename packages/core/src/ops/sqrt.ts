// Sqrt: elementwise square root.

import type { OpDef } from '../ir/op.js';
import { unaryOp } from './shared/unary.js';

/** Input X; NaN where it is negative. */
export const Sqrt: OpDef = /* @__PURE__ */ unaryOp('Sqrt', 6, ['float']);
