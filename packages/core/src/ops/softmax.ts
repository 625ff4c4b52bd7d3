// Softmax: exponentials along an axis, divided by their sum.

import type { OpDef } from '../ir/op.js';
import { type SoftmaxAttrs, softmaxOp } from './shared/softmax.js';

/** Input X. */
export const Softmax: OpDef<SoftmaxAttrs> = /* @__PURE__ */ softmaxOp('Softmax');
