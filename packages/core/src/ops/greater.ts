// Greater: elementwise a > b with broadcasting.

import type { OpDef } from '../ir/op.js';
import { binaryOp } from './shared/binary.js';

/** Inputs A, B of one dtype; output bool. */
export const Greater: OpDef = /* @__PURE__ */ binaryOp('Greater', 9, { result: 'bool' });
