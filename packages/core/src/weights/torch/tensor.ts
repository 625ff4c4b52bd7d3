// Tensors of a PyTorch file: strided views of a storage, checked when made and gathered when read.

import { FormatError } from '../../errors.js';
import type { DType, TypedArray } from '../../ir/dtype.js';
import { emptyData } from '../../ir/tensor-data.js';
import { formatShape } from '../../ir/tensor-type.js';
import { type CheckpointTensor, unreadableTensor } from '../checkpoint.js';
import { memoryTensor } from '../lazy-tensor.js';
import { bytesToTyped } from '../typed-bytes.js';
import type { TorchStorage, TorchType } from './storage.js';

export const MAX_RANK = 64;
/** An expanded view may repeat elements, up to this many times its storage, or this many bytes. */
const MAX_REPEAT = 64;
const SMALL_BYTES = 16 * 2 ** 20;

export interface TensorView {
  readonly storage: TorchStorage;
  readonly type: TorchType;
  /** In elements of `type`, from the storage's start. */
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

export class TorchTensor {
  /** Elements. */
  readonly count: number;
  /** Elements from the first to one past the last that are used. */
  readonly span: number;

  /** @throws FormatError where the view reaches outside its storage */
  constructor(
    readonly view: TensorView,
    readonly within: string,
  ) {
    const { storage, type, offset, shape, strides } = view;
    this.count = shape.reduce((count, size) => count * size, 1);
    this.span =
      this.count === 0
        ? 0
        : shape.reduce((last, size, axis) => last + (size - 1) * (strides[axis] as number), 1);
    const fault = (reason: string) =>
      new FormatError(reason, { path: `storage ${storage.key}`, what: type.name, within });
    if (shape.length !== strides.length) {
      throw fault(`a tensor has ${shape.length} sizes and ${strides.length} strides`);
    }
    // Empty views may stand anywhere; they read nothing.
    if (this.count !== 0 && !((offset + this.span) * type.bytes <= storage.bytes)) {
      throw fault(
        `a tensor ${formatShape(shape)} with strides ${formatShape(strides)} at ${offset} reaches outside its storage of ${storage.bytes} bytes`,
      );
    }
    if (!(this.count * type.bytes <= Math.max(storage.bytes * MAX_REPEAT, SMALL_BYTES))) {
      throw fault(
        `a tensor ${formatShape(shape)} is over ${MAX_REPEAT} times its storage of ${storage.bytes} bytes`,
      );
    }
  }

  /** As a checkpoint's tensor. @param path its key, for messages */
  toLazy(path: string): CheckpointTensor {
    const { storage, type, offset, shape, strides } = this.view;
    const { dtype, bytes } = type;
    if (dtype === undefined) return unreadableTensor(type.name, shape, { path, within: this.within });
    if (this.count === 0) return memoryTensor(dtype, shape, emptyData(dtype, 0));
    const { span } = this;
    return {
      dtype,
      shape,
      read: async (signal) => {
        const data = await storage.read(offset * bytes, (offset + span) * bytes, signal);
        const elements = bytesToTyped(dtype, data);
        return isContiguous(shape, strides) ? elements : gather(dtype, elements, shape, strides);
      },
    };
  }
}

/** Row-major without gaps; strides of axes of one element do not matter. Not for empty shapes. */
function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] as number;
    if (size !== 1 && strides[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}

function gather(
  dtype: DType,
  source: TypedArray,
  shape: readonly number[],
  strides: readonly number[],
): TypedArray {
  const result = emptyData(
    dtype,
    shape.reduce((count, size) => count * size, 1),
  );
  const last = shape.length - 1;
  const inner = shape[last] as number;
  const step = strides[last] as number;
  const index = new Array<number>(last).fill(0);
  let from = 0;
  for (let at = 0; at < result.length; at += inner) {
    for (let i = 0; i < inner; i++) result[at + i] = source[from + i * step] as number & bigint;
    // The next row: carry from the innermost of the other axes outwards.
    for (let axis = last - 1; axis >= 0; axis--) {
      const stride = strides[axis] as number;
      from += stride;
      index[axis] = (index[axis] as number) + 1;
      if (index[axis] !== shape[axis]) break;
      from -= stride * (shape[axis] as number);
      index[axis] = 0;
    }
  }
  return result;
}
