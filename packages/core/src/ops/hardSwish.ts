// HardSwish: x times the hard sigmoid of slope 1/6.

import type { OpDef } from '../ir/op.js';
import { unaryOp } from './shared/unary.js';

/** Input X; output X max(0, min(1, X / 6 + 0.5)). */
export const HardSwish: OpDef = /* @__PURE__ */ unaryOp('HardSwish', 14, ['float']);
