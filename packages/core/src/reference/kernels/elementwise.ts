// Reference kernels of elementwise ops: a function of numbers, applied with broadcasting.

import { type Kernel, type NumberTensor, sizeOf, stridesOf } from '../kernel.js';

/** A kernel that applies `f` to the elements of all inputs, broadcast to the output's shape. */
export function elementwise(f: (...values: number[]) => number): Kernel {
  return ({ inputs, outputs }) => {
    const shape = outputs[0]?.shape ?? [];
    const readers = inputs.map((tensor) => broadcastIndices(tensor as NumberTensor, shape));
    const y = new Float64Array(sizeOf(shape));
    const values = new Array<number>(readers.length).fill(0);
    for (let i = 0; i < y.length; i++) {
      readers.forEach(({ data, indices }, k) => {
        values[k] = data[indices === undefined ? i : (indices[i] as number)] as number;
      });
      y[i] = f(...values);
    }
    return [y];
  };
}

/** For each output element the element of `tensor` it reads; no table where the shapes are equal. */
export function broadcastIndices(
  tensor: NumberTensor,
  shape: readonly number[],
): { readonly data: Float64Array; readonly indices: Int32Array | undefined } {
  const { data } = tensor;
  if (tensor.shape.length === shape.length && tensor.shape.every((dim, axis) => dim === shape[axis])) {
    return { data, indices: undefined };
  }
  const own = stridesOf(tensor.shape);
  const strides = stridesOf(shape);
  const offset = shape.length - tensor.shape.length;
  const indices = new Int32Array(sizeOf(shape));
  for (let i = 0; i < indices.length; i++) {
    let index = 0;
    for (let axis = 0; axis < tensor.shape.length; axis++) {
      const dim = tensor.shape[axis] as number;
      const at = Math.floor(i / (strides[axis + offset] as number)) % (shape[axis + offset] as number);
      if (dim !== 1) index += at * (own[axis] as number);
    }
    indices[i] = index;
  }
  return { data, indices };
}
