// The interpreter's table: one kernel for every op; the compiler lists the missing rows.

import type { AttrsOf, OpName } from '../../ops/registry.js';
import type { Kernel } from '../kernel.js';
import { averagePoolKernel } from './averagePool.js';
import { batchNormalizationKernel } from './batchNormalization.js';
import { clipKernel } from './clip.js';
import { concatKernel } from './concat.js';
import { constantKernel } from './constant.js';
import { convKernel } from './conv.js';
import { convTransposeKernel } from './convTranspose.js';
import { copyKernel } from './copy.js';
import { divKernel } from './div.js';
import { elementwise } from './elementwise.js';
import { erfKernel, geluKernel } from './erf.js';
import { expandKernel } from './expand.js';
import { fusedConvKernel } from './fusedConv.js';
import { gatherKernel } from './gather.js';
import { globalAveragePoolKernel, globalMaxPoolKernel } from './globalPool.js';
import { hardSigmoidKernel } from './hardSigmoid.js';
import { leakyReluKernel } from './leakyRelu.js';
import { gemmKernel, matMulKernel } from './matMul.js';
import { maxPoolKernel } from './maxPool.js';
import { padKernel } from './pad.js';
import { powKernel } from './pow.js';
import { dequantizeLinearKernel, quantizeLinearKernel } from './quantize.js';
import { reduceMaxKernel, reduceMeanKernel, reduceSumKernel } from './reduce.js';
import { resizeKernel } from './resize.js';
import { shapeKernel } from './shape.js';
import { sliceKernel } from './slice.js';
import { logSoftmaxKernel, softmaxKernel } from './softmax.js';
import { splitKernel } from './split.js';
import { transposeKernel } from './transpose.js';

/** By op name. */
export const kernels: { readonly [N in OpName]: Kernel<AttrsOf<N>> } = {
  Abs: /* @__PURE__ */ elementwise((x) => Math.abs(x)),
  Add: /* @__PURE__ */ elementwise((a, b) => a + b),
  AveragePool: averagePoolKernel,
  BatchNormalization: batchNormalizationKernel,
  Cast: /* @__PURE__ */ elementwise((x) => x),
  Clip: clipKernel,
  'com.microsoft.FusedConv': fusedConvKernel,
  Concat: concatKernel,
  Constant: constantKernel,
  Conv: convKernel,
  ConvTranspose: convTransposeKernel,
  DequantizeLinear: dequantizeLinearKernel,
  Div: divKernel,
  Equal: /* @__PURE__ */ elementwise((a, b) => Number(a === b)),
  Erf: erfKernel,
  Exp: /* @__PURE__ */ elementwise((x) => Math.exp(x)),
  Expand: expandKernel,
  Flatten: copyKernel,
  Gather: gatherKernel,
  Gelu: geluKernel,
  Gemm: gemmKernel,
  GlobalAveragePool: globalAveragePoolKernel,
  GlobalMaxPool: globalMaxPoolKernel,
  Greater: /* @__PURE__ */ elementwise((a, b) => Number(a > b)),
  HardSigmoid: hardSigmoidKernel,
  HardSwish: /* @__PURE__ */ elementwise((x) => x * Math.max(0, Math.min(1, x / 6 + 0.5))),
  Identity: copyKernel,
  LeakyRelu: leakyReluKernel,
  Log: /* @__PURE__ */ elementwise((x) => Math.log(x)),
  LogSoftmax: logSoftmaxKernel,
  MatMul: matMulKernel,
  Max: /* @__PURE__ */ elementwise((...values) => Math.max(...values)),
  MaxPool: maxPoolKernel,
  Min: /* @__PURE__ */ elementwise((...values) => Math.min(...values)),
  Mul: /* @__PURE__ */ elementwise((a, b) => a * b),
  Neg: /* @__PURE__ */ elementwise((x) => -x),
  Pad: padKernel,
  Pow: powKernel,
  PRelu: /* @__PURE__ */ elementwise((x, slope) => (x < 0 ? slope * x : x)),
  QuantizeLinear: quantizeLinearKernel,
  ReduceMax: reduceMaxKernel,
  ReduceMean: reduceMeanKernel,
  ReduceSum: reduceSumKernel,
  Relu: /* @__PURE__ */ elementwise((x) => Math.max(x, 0)),
  Reshape: copyKernel,
  Resize: resizeKernel,
  Shape: shapeKernel,
  Sigmoid: /* @__PURE__ */ elementwise((x) => 1 / (1 + Math.exp(-x))),
  Slice: sliceKernel,
  Softmax: softmaxKernel,
  Split: splitKernel,
  Sqrt: /* @__PURE__ */ elementwise((x) => Math.sqrt(x)),
  Squeeze: copyKernel,
  Sub: /* @__PURE__ */ elementwise((a, b) => a - b),
  Tanh: /* @__PURE__ */ elementwise((x) => Math.tanh(x)),
  Transpose: transposeKernel,
  Unsqueeze: copyKernel,
  Where: /* @__PURE__ */ elementwise((condition, x, y) => (condition ? x : y)),
};
