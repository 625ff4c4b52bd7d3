// LazyTensor: weights as recipes, read only when a file is written or a network is run.

import { mulDims } from '../ir/dim.js';
import { type DType, dtypeInfo, type TypedArray } from '../ir/dtype.js';

/** A tensor whose bytes are somewhere else: in memory, a range of a file, a formula, other tensors. */
export interface LazyTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** The elements in row-major order. The caller must not change them. */
  read(signal?: AbortSignalLike): Promise<TypedArray>;
}

/** What core needs of an AbortSignal; every AbortSignal is one. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  throwIfAborted(): void;
}

/** A tensor already in memory. */
export function memoryTensor(dtype: DType, shape: readonly number[], data: TypedArray): LazyTensor {
  return { dtype, shape, read: async () => data };
}

/**
 * A tensor computed from others when it is read; nothing is read before.
 * Sources are given to `compute` in order.
 */
export function derivedTensor(
  dtype: DType,
  shape: readonly number[],
  sources: readonly LazyTensor[],
  compute: (...data: TypedArray[]) => TypedArray,
): LazyTensor {
  // Several tensors may be parts of this one: its data stays at hand as long as memory is not wanted for anything else.
  let last: WeakRef<TypedArray> | undefined;
  return {
    dtype,
    shape,
    read: async (signal) => {
      const known = last?.deref();
      if (known !== undefined) return known;
      const data = compute(...(await Promise.all(sources.map((source) => source.read(signal)))));
      last = new WeakRef(data);
      return data;
    },
  };
}

/** Bytes of the tensor once read. */
export function tensorBytes(tensor: Pick<LazyTensor, 'dtype' | 'shape'>): number {
  return (mulDims(...tensor.shape) as number) * dtypeInfo(tensor.dtype).bytes;
}
