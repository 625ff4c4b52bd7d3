// Bytes of a file as typed arrays and back.

import { type DType, dtypeInfo, type TypedArray } from '../ir/dtype.js';

/** Little-endian bytes as elements of `dtype`; a view where the bytes are aligned, a copy where not. */
export function bytesToTyped(dtype: DType, bytes: Uint8Array): TypedArray {
  const { array, bytes: size } = dtypeInfo(dtype);
  if (dtype === 'bool' && bytes.some((byte) => byte > 1)) return bytes.map((byte) => (byte === 0 ? 0 : 1));
  // Not `slice`: a Buffer's is a view.
  const aligned = bytes.byteOffset % size === 0 ? bytes : new Uint8Array(bytes);
  return new array(aligned.buffer, aligned.byteOffset, aligned.length / size);
}

/** The bytes of an array, not copied. */
export function typedToBytes(data: TypedArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
