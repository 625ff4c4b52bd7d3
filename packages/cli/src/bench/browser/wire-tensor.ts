// Tensors as JSON between this process and a page.

import { type DType, emptyData, type Tensor } from '@gossamer/core';

/** A tensor with its bytes in base64. */
export interface WireTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly base64: string;
}

export function toWire({ dtype, shape, data }: Tensor): WireTensor {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + PIECE)));
  }
  return { dtype, shape, base64: btoa(pieces.join('')) };
}

/** Arguments one call may have everywhere. */
const PIECE = 2 ** 13;

export function fromWire({ dtype, shape, base64 }: WireTensor): Tensor {
  const data = emptyData(
    dtype,
    shape.reduce((product, dim) => product * dim, 1),
  );
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const text = atob(base64);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return { dtype, shape, data };
}
