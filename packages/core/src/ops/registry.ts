// Every operator of the IR: adding one is its file and one line here.

import type { OpDef } from '../ir/op.js';
import { Abs } from './abs.js';
import { Add } from './add.js';
import { AveragePool } from './averagePool.js';
import { BatchNormalization } from './batchNormalization.js';
import { Cast } from './cast.js';
import { Clip } from './clip.js';
import { Concat } from './concat.js';
import { Constant } from './constant.js';
import { Conv } from './conv.js';
import { ConvTranspose } from './convTranspose.js';
import { DequantizeLinear } from './dequantizeLinear.js';
import { Div } from './div.js';
import { Equal } from './equal.js';
import { Erf } from './erf.js';
import { Exp } from './exp.js';
import { Expand } from './expand.js';
import { Flatten } from './flatten.js';
import { FusedConv } from './fusedConv.js';
import { Gather } from './gather.js';
import { Gelu } from './gelu.js';
import { Gemm } from './gemm.js';
import { GlobalAveragePool } from './globalAveragePool.js';
import { GlobalMaxPool } from './globalMaxPool.js';
import { Greater } from './greater.js';
import { HardSigmoid } from './hardSigmoid.js';
import { HardSwish } from './hardSwish.js';
import { Identity } from './identity.js';
import { LeakyRelu } from './leakyRelu.js';
import { Log } from './log.js';
import { LogSoftmax } from './logSoftmax.js';
import { MatMul } from './matMul.js';
import { Max } from './max.js';
import { MaxPool } from './maxPool.js';
import { Min } from './min.js';
import { Mul } from './mul.js';
import { Neg } from './neg.js';
import { Pad } from './pad.js';
import { Pow } from './pow.js';
import { PRelu } from './pRelu.js';
import { QuantizeLinear } from './quantizeLinear.js';
import { ReduceMax } from './reduceMax.js';
import { ReduceMean } from './reduceMean.js';
import { ReduceSum } from './reduceSum.js';
import { Relu } from './relu.js';
import { Reshape } from './reshape.js';
import { Resize } from './resize.js';
import { Shape } from './shape.js';
import { Sigmoid } from './sigmoid.js';
import { Slice } from './slice.js';
import { Softmax } from './softmax.js';
import { Split } from './split.js';
import { Sqrt } from './sqrt.js';
import { Squeeze } from './squeeze.js';
import { Sub } from './sub.js';
import { Tanh } from './tanh.js';
import { Transpose } from './transpose.js';
import { Unsqueeze } from './unsqueeze.js';
import { Where } from './where.js';

/** By op name. Transforms keep tables with one row for each of these names. */
export const ops = {
  Abs,
  Add,
  AveragePool,
  BatchNormalization,
  Cast,
  Clip,
  'com.microsoft.FusedConv': FusedConv,
  Concat,
  Constant,
  Conv,
  ConvTranspose,
  DequantizeLinear,
  Div,
  Equal,
  Erf,
  Exp,
  Expand,
  Flatten,
  Gather,
  Gelu,
  Gemm,
  GlobalAveragePool,
  GlobalMaxPool,
  Greater,
  HardSigmoid,
  HardSwish,
  Identity,
  LeakyRelu,
  Log,
  LogSoftmax,
  MatMul,
  Max,
  MaxPool,
  Min,
  Mul,
  Neg,
  Pad,
  Pow,
  PRelu,
  QuantizeLinear,
  ReduceMax,
  ReduceMean,
  ReduceSum,
  Relu,
  Reshape,
  Resize,
  Shape,
  Sigmoid,
  Slice,
  Softmax,
  Split,
  Sqrt,
  Squeeze,
  Sub,
  Tanh,
  Transpose,
  Unsqueeze,
  Where,
} as const satisfies Readonly<Record<string, OpDef>>;

export type OpName = keyof typeof ops;

/** Attributes of the op with this name. */
export type AttrsOf<N extends OpName> = (typeof ops)[N] extends OpDef<infer A> ? A : never;

/** The operator with this name, undefined where there is none. */
export function findOp(name: string): OpDef | undefined {
  return Object.hasOwn(ops, name) ? (ops as Readonly<Record<string, OpDef>>)[name] : undefined;
}
