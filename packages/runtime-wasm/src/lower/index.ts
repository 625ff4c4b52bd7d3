// The compiler's table: what lowers each op. An op without a row is an error that names it.

import type { Node } from '@gossamer/core';
import type { Lowering } from '../compile/lowering.js';
import { activationOps } from './activations.js';
import { lowerConv } from './conv.js';
import { lowerConvTranspose } from './conv-transpose.js';
import { lowerActivation, lowerArithmetic, lowerBatchNorm } from './elementwise.js';
import { lowerConcat, lowerGather, lowerSlice, lowerSplit } from './join.js';
import { lowerGemm, lowerMatMul, lowerSoftmax } from './matrix.js';
import { lowerPad } from './pad.js';
import { lowerGlobalMaxPool, lowerGlobalPool, lowerPool, lowerReduceMean } from './pool.js';
import { lowerDequantize, lowerQuantize } from './quantize.js';
import { lowerResize } from './resize.js';
import { lowerReshape, lowerTranspose } from './shapes.js';

/** Adds the steps of one node, and of those that follow it where they are computed together. */
export type LowerNode = (lowering: Lowering, node: Node) => void;

const RULES: Readonly<Record<string, LowerNode>> = {
  Add: lowerArithmetic,
  AveragePool: lowerPool,
  BatchNormalization: lowerBatchNorm,
  Concat: lowerConcat,
  Conv: lowerConv,
  ConvTranspose: lowerConvTranspose,
  DequantizeLinear: lowerDequantize,
  Div: lowerArithmetic,
  Flatten: lowerReshape,
  Gather: lowerGather,
  Gemm: lowerGemm,
  GlobalAveragePool: lowerGlobalPool,
  GlobalMaxPool: lowerGlobalMaxPool,
  Identity: lowerReshape,
  MatMul: lowerMatMul,
  Max: lowerArithmetic,
  MaxPool: lowerPool,
  Min: lowerArithmetic,
  Mul: lowerArithmetic,
  PRelu: lowerArithmetic,
  Pad: lowerPad,
  QuantizeLinear: lowerQuantize,
  ReduceMean: lowerReduceMean,
  Reshape: lowerReshape,
  Resize: lowerResize,
  Slice: lowerSlice,
  Softmax: lowerSoftmax,
  Split: lowerSplit,
  Squeeze: lowerReshape,
  Sub: lowerArithmetic,
  Transpose: lowerTranspose,
  Unsqueeze: lowerReshape,
  'com.microsoft.FusedConv': lowerConv,
};

/** The row of an op. */
export function lowerRule(op: string): LowerNode | undefined {
  return RULES[op] ?? (activationOps().includes(op) ? lowerActivation : undefined);
}
