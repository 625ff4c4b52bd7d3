// The interpreter's table: one kernel for every op; the compiler lists the missing rows.

import type { AttrsOf, OpName } from '../../ops/registry.js';
import type { Kernel } from '../kernel.js';
import { clipKernel } from './clip.js';
import { concatKernel } from './concat.js';
import { constantKernel } from './constant.js';
import { convKernel } from './conv.js';
import { copyKernel } from './copy.js';
import { divKernel } from './div.js';
import { elementwise } from './elementwise.js';
import { expandKernel } from './expand.js';
import { gatherKernel } from './gather.js';
import { leakyReluKernel } from './leakyRelu.js';
import { powKernel } from './pow.js';
import { sliceKernel } from './slice.js';
import { splitKernel } from './split.js';
import { transposeKernel } from './transpose.js';

/** By op name. */
export const kernels: { readonly [N in OpName]: Kernel<AttrsOf<N>> } = {
  Abs: /* @__PURE__ */ elementwise((x) => Math.abs(x)),
  Add: /* @__PURE__ */ elementwise((a, b) => a + b),
  Clip: clipKernel,
  Concat: concatKernel,
  Constant: constantKernel,
  Conv: convKernel,
  Div: divKernel,
  Equal: /* @__PURE__ */ elementwise((a, b) => Number(a === b)),
  Exp: /* @__PURE__ */ elementwise((x) => Math.exp(x)),
  Expand: expandKernel,
  Flatten: copyKernel,
  Gather: gatherKernel,
  Greater: /* @__PURE__ */ elementwise((a, b) => Number(a > b)),
  Identity: copyKernel,
  LeakyRelu: leakyReluKernel,
  Log: /* @__PURE__ */ elementwise((x) => Math.log(x)),
  Max: /* @__PURE__ */ elementwise((...values) => Math.max(...values)),
  Min: /* @__PURE__ */ elementwise((...values) => Math.min(...values)),
  Mul: /* @__PURE__ */ elementwise((a, b) => a * b),
  Neg: /* @__PURE__ */ elementwise((x) => -x),
  PRelu: /* @__PURE__ */ elementwise((x, slope) => (x < 0 ? slope * x : x)),
  Pow: powKernel,
  Relu: /* @__PURE__ */ elementwise((x) => Math.max(x, 0)),
  Reshape: copyKernel,
  Sigmoid: /* @__PURE__ */ elementwise((x) => 1 / (1 + Math.exp(-x))),
  Slice: sliceKernel,
  Split: splitKernel,
  Sqrt: /* @__PURE__ */ elementwise((x) => Math.sqrt(x)),
  Squeeze: copyKernel,
  Sub: /* @__PURE__ */ elementwise((a, b) => a - b),
  Tanh: /* @__PURE__ */ elementwise((x) => Math.tanh(x)),
  Transpose: transposeKernel,
  Unsqueeze: copyKernel,
  Where: /* @__PURE__ */ elementwise((condition, x, y) => (condition ? x : y)),
};
