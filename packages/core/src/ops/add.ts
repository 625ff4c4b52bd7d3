// Add: elementwise sum with broadcasting.

import type { OpDef } from '../ir/op.js';
import { binaryOp } from './shared/binary.js';

/** Inputs A, B of one dtype. */
export const Add: OpDef = /* @__PURE__ */ binaryOp('Add', 7);
