// Gemm: product of two matrices, plus a third.

import { ShapeError } from '../errors.js';
import { type Dim, mulDims, unifyDims } from '../ir/dim.js';
import type { OpDef } from '../ir/op.js';
import { elementCount, formatShape, type TensorType } from '../ir/tensor-type.js';
import { checkKind, checkSameDType } from './shared/dtypes.js';
import { dropAttrs } from './shared/upgrade.js';

export interface GemmAttrs {
  alpha: number;
  beta: number;
  transA: number;
  transB: number;
}

/** Inputs A [M,K] ([K,M] with transA), B [K,N] ([N,K] with transB), optional C that broadcasts to [M,N]; output alpha A B + beta C. */
export const Gemm: OpDef<GemmAttrs> = {
  name: 'Gemm',
  since: 11,
  arity: [2, 3],
  attrs: {
    alpha: { kind: 'float', default: 1 },
    beta: { kind: 'float', default: 1 },
    transA: { kind: 'int', default: 0 },
    transB: { kind: 'int', default: 0 },
  },
  infer({ inputs, attrs }) {
    const [a, b, c] = inputs as [TensorType, TensorType, TensorType?];
    checkKind('Gemm', a, ['float', 'int', 'uint']);
    checkSameDType('Gemm', a, b);
    const [rows, inner] = matrix(a, attrs.transA);
    const [height, columns] = matrix(b, attrs.transB);
    if (typeof inner === 'number' && typeof height === 'number' && inner !== height) {
      throw new ShapeError(
        `cannot multiply ${formatShape([rows, inner])} by ${formatShape([height, columns])}`,
        {
          hint: `the inner sizes differ: ${inner} and ${height}; a layer's weight [out,in] needs transB`,
        },
      );
    }
    const shape = [rows, columns];
    if (c !== undefined) checkBias(a, c, shape);
    return [{ dtype: a.dtype, shape }];
  },
  macs({ inputs, outputs, attrs }) {
    const [, inner] = matrix(inputs[0] as TensorType, attrs.transA);
    return mulDims(elementCount((outputs[0] as TensorType).shape), inner);
  },
  upgrade: (node, opset) => (opset >= 7 ? node : { ...node, attrs: dropAttrs(node.attrs, 'broadcast') }),
};

function matrix({ shape }: TensorType, transposed: number): readonly [rows: Dim, columns: Dim] {
  const [rows, columns] = shape;
  if (shape.length !== 2 || rows === undefined || columns === undefined) {
    throw new ShapeError(`Gemm takes matrices, found ${formatShape(shape)}`, {
      hint: 'flatten the features first, or use MatMul for stacks of matrices',
    });
  }
  return transposed === 0 ? [rows, columns] : [columns, rows];
}

function checkBias(a: TensorType, c: TensorType, shape: readonly Dim[]): void {
  checkSameDType('Gemm', a, c);
  const fits = c.shape.every((dim, axis) => {
    const wanted = shape[axis + shape.length - c.shape.length];
    return wanted !== undefined && (dim === 1 || unifyDims(dim, wanted) !== undefined);
  });
  if (fits) return;
  throw new ShapeError(`C of shape ${formatShape(c.shape)} does not broadcast to ${formatShape(shape)}`);
}
