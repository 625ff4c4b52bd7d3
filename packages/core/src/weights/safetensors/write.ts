// Writes safetensors: a header, then one tensor at a time, byte for byte as the official writer orders them.

import { OptionError, ShapeError } from '../../errors.js';
import { formatShape } from '../../ir/tensor-type.js';
import { type AbortSignalLike, type LazyTensor, tensorBytes } from '../lazy-tensor.js';
import { typedToBytes } from '../typed-bytes.js';
import { encodeUtf8 } from '../utf8.js';
import { dtypeRank, safetensorsName } from './dtypes.js';

export interface WriteSafetensorsOptions {
  /** Goes into `__metadata__`. */
  metadata?: Readonly<Record<string, string>>;
  signal?: AbortSignalLike;
}

interface Layout {
  readonly header: Uint8Array;
  readonly order: readonly (readonly [name: string, tensor: LazyTensor])[];
  readonly size: number;
}

/**
 * The file in chunks: the header, then each tensor, read only when its turn comes, so that no more than
 * one tensor is in memory. Larger element types come first, equal ones by name, as the official writer does.
 *
 * @throws ShapeError where a tensor gives another number of elements than its shape says
 */
export async function* writeSafetensors(
  tensors: ReadonlyMap<string, LazyTensor>,
  options: WriteSafetensorsOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  const { header, order } = layoutOf(tensors, options.metadata);
  yield header;
  for (const [name, tensor] of order) {
    const bytes = typedToBytes(await tensor.read(options.signal));
    if (bytes.length !== tensorBytes(tensor)) {
      throw new ShapeError(
        `${tensor.dtype}${formatShape(tensor.shape)} takes ${tensorBytes(tensor)} bytes, its data has ${bytes.length}`,
        { path: name },
      );
    }
    yield bytes;
  }
}

/** Bytes the file will have; no tensor is read. */
export function safetensorsSize(
  tensors: ReadonlyMap<string, LazyTensor>,
  metadata?: Readonly<Record<string, string>>,
): number {
  return layoutOf(tensors, metadata).size;
}

/** The whole file in memory. */
export async function encodeSafetensors(
  tensors: ReadonlyMap<string, LazyTensor>,
  options: WriteSafetensorsOptions = {},
): Promise<Uint8Array> {
  const file = new Uint8Array(safetensorsSize(tensors, options.metadata));
  let at = 0;
  for await (const chunk of writeSafetensors(tensors, options)) {
    file.set(chunk, at);
    at += chunk.length;
  }
  return file;
}

function layoutOf(
  tensors: ReadonlyMap<string, LazyTensor>,
  metadata: Readonly<Record<string, string>> | undefined,
): Layout {
  if (tensors.has('__metadata__')) throw new OptionError('a tensor cannot be named __metadata__');
  const order = [...tensors].sort(
    ([a, x], [b, y]) => dtypeRank(y.dtype) - dtypeRank(x.dtype) || compareCodePoints(a, b),
  );
  const fields: string[] = [];
  if (metadata !== undefined) fields.push(`"__metadata__":${JSON.stringify(metadata)}`);
  let offset = 0;
  for (const [name, tensor] of order) {
    const end = offset + tensorBytes(tensor);
    const info = { dtype: safetensorsName(tensor.dtype), shape: tensor.shape, data_offsets: [offset, end] };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(info)}`);
    offset = end;
  }
  const json = encodeUtf8(`{${fields.join(',')}}`);
  // Spaces, so that the data starts at a multiple of 8.
  const padded = Math.ceil(json.length / 8) * 8;
  const header = new Uint8Array(8 + padded).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(padded), true);
  header.set(json, 8);
  return { header, order, size: header.length + offset };
}

/** The order of UTF-8 bytes; `<` on strings compares UTF-16 units, which differs past the basic plane. */
function compareCodePoints(a: string, b: string): number {
  const x = Array.from(a);
  const y = Array.from(b);
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const difference = (x[i]?.codePointAt(0) ?? 0) - (y[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}
