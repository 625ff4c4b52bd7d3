// MatMul: product of stacks of matrices, as numpy.matmul.

import { ShapeError } from '../errors.js';
import { type Dim, mulDims } from '../ir/dim.js';
import type { OpDef } from '../ir/op.js';
import { elementCount, formatShape, type Shape, type TensorType } from '../ir/tensor-type.js';
import { broadcastShapes } from './shared/broadcast.js';
import { checkKind, checkSameDType } from './shared/dtypes.js';

/** Inputs A [...,M,K], B [...,K,N] whose leading axes broadcast; output [...,M,N]. A vector [K] is a row of A or a column of B. */
export const MatMul: OpDef = {
  name: 'MatMul',
  since: 1,
  arity: [2, 2],
  attrs: {},
  infer({ inputs }) {
    const [a, b] = inputs as [TensorType, TensorType];
    checkKind('MatMul', a, ['float', 'int', 'uint']);
    checkSameDType('MatMul', a, b);
    return [{ dtype: a.dtype, shape: productShape(a.shape, b.shape) }];
  },
  macs({ inputs, outputs }) {
    const inner = (inputs[0] as TensorType).shape.at(-1) as Dim;
    return mulDims(elementCount((outputs[0] as TensorType).shape), inner);
  },
};

function productShape(a: Shape, b: Shape): Shape {
  if (a.length === 0 || b.length === 0) {
    throw new ShapeError(`cannot multiply ${formatShape(a)} by ${formatShape(b)}`, {
      hint: 'MatMul takes no scalars; use Mul',
    });
  }
  const inner = a.at(-1) as Dim;
  const height = b.at(-2) ?? (b[0] as Dim);
  if (typeof inner === 'number' && typeof height === 'number' && inner !== height) {
    throw new ShapeError(`cannot multiply ${formatShape(a)} by ${formatShape(b)}`, {
      hint: `the inner sizes differ: ${inner} and ${height}`,
    });
  }
  const rows = a.length > 1 ? [a.at(-2) as Dim] : [];
  const columns = b.length > 1 ? [b.at(-1) as Dim] : [];
  return [...broadcastShapes('MatMul', [a.slice(0, -2), b.slice(0, -2)]), ...rows, ...columns];
}
