// Kernels of the reference interpreter: numbers in, numbers out, float64 throughout.

import type { DType } from '../ir/dtype.js';

/** A tensor inside the interpreter: every dtype as float64, already rounded to that dtype. */
export interface NumberTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export interface KernelContext<A> {
  readonly inputs: readonly (NumberTensor | undefined)[];
  readonly attrs: A;
  /** Inferred types of the outputs. */
  readonly outputs: readonly { readonly dtype: DType; readonly shape: readonly number[] }[];
}

/** Computes each output's elements, in float64; the interpreter rounds them to the output's dtype. */
export type Kernel<A = object> = (context: KernelContext<A>) => readonly Float64Array[];

/** The input, which must be there. */
export function input(context: KernelContext<unknown>, index: number): NumberTensor {
  return context.inputs[index] as NumberTensor;
}

/** Number of elements. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** Row-major strides of a shape. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] as number) * (shape[axis + 1] as number);
  }
  return strides;
}
