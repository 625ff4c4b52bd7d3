// Reference kernel of Transpose.

import { permutation, type TransposeAttrs } from '../../ops/transpose.js';
import { input, type Kernel, stridesOf } from '../kernel.js';
import { stridedCopy } from './strided.js';

export const transposeKernel: Kernel<TransposeAttrs> = (context) => {
  const x = input(context, 0);
  const strides = stridesOf(x.shape);
  const permuted = permutation(context.attrs, x.shape.length).map((axis) => strides[axis] as number);
  return [stridedCopy(x.data, context.outputs[0]?.shape ?? [], permuted)];
};
