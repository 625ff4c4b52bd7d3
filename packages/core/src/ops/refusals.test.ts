// What the windowed, reducing, matrix, resizing and quantizing ops refuse, and what they say.

import { describe, expect, it } from 'vitest';
import { createNode } from '../ir/create-node.js';
import { type Dim, symbolicDim } from '../ir/dim.js';
import type { DType } from '../ir/dtype.js';
import type { OpDef } from '../ir/op.js';
import { constant } from '../ir/scope.js';
import { Value } from '../ir/value.js';
import * as ops from './index.js';

const N = symbolicDim('N');
const value = (shape: readonly Dim[], dtype: DType = 'float32'): Value => new Value({ dtype, shape });
const x = value([N, 4, 8, 8]);
const list = value([4]);

interface Refusal {
  readonly op: OpDef;
  readonly inputs: readonly (Value | undefined)[];
  readonly attrs?: object;
  readonly outputCount?: number;
  readonly says: string;
  readonly code?: string;
}

const window = { kernel_shape: [3, 3] };

const refusals: Refusal[] = [
  { op: ops.Conv, inputs: [x, value([4, 4, 1, 1], 'float16')], says: 'Conv needs one dtype' },
  {
    op: ops.Conv,
    inputs: [value([N, 4, 8, 8], 'int32'), value([4, 4, 1, 1], 'int32')],
    says: 'Conv does not take',
  },
  {
    op: ops.Conv,
    inputs: [x, value([4, 4, 1, 1]), value([4, 1])],
    says: 'the bias has shape [4,1], expected [4]',
  },
  {
    op: ops.ConvTranspose,
    inputs: [x, value([3, 2, 2, 2])],
    says: 'the input has 4 channels, the kernel takes 3',
  },
  { op: ops.ConvTranspose, inputs: [x, value([4, 2, 2])], says: 'the kernel [4,2,2]' },
  {
    op: ops.ConvTranspose,
    inputs: [x, value([4, 2, 2, 2])],
    attrs: { group: 3 },
    says: 'do not divide into 3 groups',
  },
  {
    op: ops.ConvTranspose,
    inputs: [x, value([4, 2, 2, 2]), list],
    says: 'the bias has shape [4], expected [2]',
  },
  {
    op: ops.ConvTranspose,
    inputs: [x, value([4, 2, 2, 2])],
    attrs: { output_shape: [9] },
    says: 'output_shape is [9]',
  },
  {
    op: ops.ConvTranspose,
    inputs: [x, value([4, 2, 2, 2])],
    attrs: { kernel_shape: [3, 3] },
    says: 'kernel_shape is [3,3]',
  },
  {
    op: ops.ConvTranspose,
    inputs: [x, value([4, 2, 2, 2])],
    attrs: { pads: [9, 9, 9, 9] },
    says: 'leave nothing of the output',
  },
  {
    op: ops.FusedConv,
    inputs: [x, value([2, 4, 1, 1]), undefined, value([1, 1, 8, 8])],
    says: 'Z is float32[1,1,8,8]',
  },
  {
    op: ops.FusedConv,
    inputs: [x, value([2, 4, 1, 1])],
    attrs: { activation: 'Clip' },
    says: 'takes 2 activation_params, found 0',
    code: 'OPTION',
  },
  {
    op: ops.FusedConv,
    inputs: [x, value([2, 4, 1, 1])],
    attrs: { activation: 'Gelu' },
    says: 'attribute "activation" is "Gelu"',
    code: 'OPTION',
  },
  { op: ops.MaxPool, inputs: [x], says: 'needs the attribute kernel_shape', code: 'OPTION' },
  { op: ops.MaxPool, inputs: [x], attrs: { kernel_shape: [3] }, says: 'the window [3]' },
  {
    op: ops.MaxPool,
    inputs: [x],
    attrs: window,
    outputCount: 3,
    says: 'MaxPool has 1 or 2 outputs, found 3',
    code: 'GRAPH',
  },
  {
    op: ops.MaxPool,
    inputs: [value([N, 4, 8, 8], 'bool')],
    attrs: window,
    says: 'MaxPool does not take bool',
  },
  {
    op: ops.AveragePool,
    inputs: [x],
    attrs: { kernel_shape: [3, 9] },
    says: 'a window of 9 does not fit into a size of 8',
  },
  {
    op: ops.AveragePool,
    inputs: [x],
    attrs: { ...window, strides: [1, 0] },
    says: 'strides must be at least 1',
  },
  {
    op: ops.AveragePool,
    inputs: [x],
    attrs: { ...window, pads: [1, 1] },
    says: 'pads has 2 values, expected 4',
  },
  { op: ops.GlobalAveragePool, inputs: [value([N, 4])], says: 'needs spatial axes' },
  { op: ops.GlobalMaxPool, inputs: [value([N, 4])], says: 'needs spatial axes' },
  {
    op: ops.BatchNormalization,
    inputs: [x, list, list, value([3]), list],
    says: 'mean has shape [3], expected [4]',
  },
  {
    op: ops.BatchNormalization,
    inputs: [x, list, list, list, list],
    outputCount: 3,
    says: 'has 1 outputs in inference mode',
    code: 'GRAPH',
  },
  { op: ops.Softmax, inputs: [x], attrs: { axis: 4 }, says: 'axis 4 is outside a tensor of rank 4' },
  { op: ops.Gemm, inputs: [value([N, 5]), value([6, 2])], says: 'the inner sizes differ: 5 and 6' },
  { op: ops.Gemm, inputs: [x, value([6, 2])], says: 'Gemm takes matrices' },
  {
    op: ops.Gemm,
    inputs: [value([N, 5]), value([5, 2]), value([3])],
    says: 'C of shape [3] does not broadcast',
  },
  { op: ops.MatMul, inputs: [value([N, 3, 5]), value([4, 5])], says: 'the inner sizes differ: 5 and 4' },
  { op: ops.MatMul, inputs: [value([]), value([4, 5])], says: 'MatMul takes no scalars' },
  { op: ops.MatMul, inputs: [value([2, 3, 5]), value([3, 5, 4])], says: 'cannot broadcast [2] and [3]' },
  { op: ops.MatMul, inputs: [value([2, 3]), value([3, 4], 'float16')], says: 'MatMul needs one dtype' },
  { op: ops.QuantizeLinear, inputs: [x, value([3])], says: 'the scale has shape [3], expected [4]' },
  {
    op: ops.QuantizeLinear,
    inputs: [x, list, value([3], 'int8')],
    says: 'the zero point is int8[3], the scale float32[4]',
  },
  {
    op: ops.QuantizeLinear,
    inputs: [x, list, value([4], 'int8')],
    attrs: { output_dtype: 2 },
    says: 'the zero point is int8, output_dtype uint8',
  },
  {
    op: ops.QuantizeLinear,
    inputs: [x, list],
    attrs: { output_dtype: 17 },
    says: 'output_dtype 17: this element type',
    code: 'UNSUPPORTED_OP',
  },
  {
    op: ops.QuantizeLinear,
    inputs: [x, value([1, 3, 8, 8])],
    attrs: { block_size: 2 },
    says: 'expected [N,2,8,8]',
  },
  { op: ops.QuantizeLinear, inputs: [x, list], attrs: { block_size: -2 }, says: 'block_size is -2' },
  { op: ops.DequantizeLinear, inputs: [x, list], says: 'DequantizeLinear does not take float32' },
  { op: ops.Cast, inputs: [x], says: 'Cast with to undefined', code: 'UNSUPPORTED_OP' },
  { op: ops.Cast, inputs: [x], attrs: { to: 8 }, says: 'Cast with to 8', code: 'UNSUPPORTED_OP' },
  { op: ops.Pad, inputs: [x, constant([1, 1])], says: 'do not fit the axes [0,1,2,3]' },
  { op: ops.Pad, inputs: [x, constant([1, 1], [2], 'int32')], says: 'expected a list of int64' },
  { op: ops.Gelu, inputs: [value([N], 'int32')], says: 'Gelu does not take int32' },
];

describe('refused', () => {
  it.each(refusals)(
    '$op.name: $says',
    ({ op, inputs, attrs = {}, outputCount = 1, says, code = 'SHAPE' }) => {
      const make = () =>
        createNode(op, inputs, attrs as Record<string, unknown>, {
          path: 'stem',
          outputCount,
        });
      expect(make).toThrow(
        expect.objectContaining({ code, path: 'stem', message: expect.stringContaining(says) }),
      );
    },
  );
});
