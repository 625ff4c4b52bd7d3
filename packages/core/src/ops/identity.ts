// Identity: its input, unchanged.

import type { OpDef } from '../ir/op.js';
import { unaryOp } from './shared/unary.js';

/** Input X of any dtype. */
export const Identity: OpDef = /* @__PURE__ */ unaryOp('Identity', 1, ['float', 'int', 'uint', 'bool']);
