// Casting tensors between float types, lazily; the fast paths are those of loading checkpoints.

import { OptionError } from '../errors.js';
import { type DType, isFloat, type TypedArray } from '../ir/dtype.js';
import { halfToNumber, numberToHalf } from '../ir/half.js';
import type { LazyTensor } from './lazy-tensor.js';

/**
 * The tensor with its elements as another float type, rounded to nearest, when it is read.
 * @throws OptionError where either type is not a float
 */
export function castTensor(tensor: LazyTensor, dtype: DType): LazyTensor {
  if (tensor.dtype === dtype) return tensor;
  if (!isFloat(tensor.dtype) || !isFloat(dtype)) {
    throw new OptionError(`weights are not cast from ${tensor.dtype} to ${dtype}`);
  }
  const { dtype: from, shape } = tensor;
  return { dtype, shape, read: async (signal) => castFloats(await tensor.read(signal), from, dtype) };
}

function castFloats(data: TypedArray, from: DType, to: DType): TypedArray {
  const wide = widen(data, from);
  if (to === 'float32') return wide instanceof Float32Array ? wide : new Float32Array(wide);
  if (to === 'float64') return wide instanceof Float64Array ? wide : new Float64Array(wide);
  const half = to as 'float16' | 'bfloat16';
  return Uint16Array.from(wide, (value) => numberToHalf(value, half));
}

/** float32 holds every float16 and bfloat16 exactly. */
function widen(data: TypedArray, from: DType): Float32Array | Float64Array {
  if (from === 'bfloat16') return bfloat16ToFloat32(data as Uint16Array);
  if (from === 'float16') return float16ToFloat32(data as Uint16Array);
  return data as Float32Array | Float64Array;
}

function bfloat16ToFloat32(data: Uint16Array): Float32Array {
  const bits = new Uint32Array(data.length);
  for (let i = 0; i < data.length; i++) bits[i] = (data[i] as number) << 16;
  return new Float32Array(bits.buffer);
}

function float16ToFloat32(data: Uint16Array): Float32Array {
  const bits = new Uint32Array(data.length);
  const floats = new Float32Array(bits.buffer);
  for (let i = 0; i < data.length; i++) {
    const half = data[i] as number;
    const exponent = half & 0x7c00;
    // Normal numbers move their exponent's bias from 15 to 127; the rest is rare.
    if (exponent !== 0 && exponent !== 0x7c00)
      bits[i] = ((half & 0x8000) << 16) | (((half & 0x7fff) + 0x1c000) << 13);
    else floats[i] = halfToNumber(half, 'float16');
  }
  return floats;
}
