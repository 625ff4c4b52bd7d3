// LogSoftmax: the logarithm of Softmax.

import type { OpDef } from '../ir/op.js';
import { type SoftmaxAttrs, softmaxOp } from './shared/softmax.js';

/** Input X. */
export const LogSoftmax: OpDef<SoftmaxAttrs> = /* @__PURE__ */ softmaxOp('LogSoftmax');
