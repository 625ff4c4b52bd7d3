// Weights of a TensorFlow.js layers model: a manifest, and one run of bytes in which each tensor may be quantised.

import { FormatError, OptionError } from '@gossamer/core';
import type { LazyTensor } from '@gossamer/core/weights';

/** An entry of `weightsManifest`, as TensorFlow.js writes it. */
export interface ManifestEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** value = quantised * scale + min */
  readonly quantization?: { readonly dtype: string; readonly scale: number; readonly min: number };
}

/**
 * The tensors by their names, in Keras's layouts; values are made when a tensor is read.
 * @param bytes the shards of the group, one after the other
 * @throws FormatError where the bytes are fewer or more than the manifest says; OptionError for other element types
 */
export function kerasWeights(
  manifest: readonly ManifestEntry[],
  bytes: Uint8Array,
): ReadonlyMap<string, LazyTensor> {
  const tensors = new Map<string, LazyTensor>();
  let at = 0;
  for (const { name, shape, dtype, quantization } of manifest) {
    const stored = quantization?.dtype ?? dtype;
    if (dtype !== 'float32' || (stored !== 'uint8' && stored !== 'float32')) {
      throw new OptionError(`cannot read ${dtype} stored as ${stored}`, { path: name });
    }
    const count = shape.reduce((product, size) => product * size, 1);
    const part = bytes.subarray(at, at + count * (stored === 'uint8' ? 1 : 4));
    at += count * (stored === 'uint8' ? 1 : 4);
    if (at > bytes.length) {
      throw new FormatError(`needs ${at} bytes, there are ${bytes.length}`, { path: name });
    }
    const { scale, min } = quantization ?? { scale: 1, min: 0 };
    const read = async (): Promise<Float32Array> =>
      stored === 'uint8'
        ? Float32Array.from(part, (value) => value * scale + min)
        : new Float32Array(part.slice().buffer);
    tensors.set(name, { dtype: 'float32', shape, read });
  }
  if (at === bytes.length) return tensors;
  throw new FormatError(`${bytes.length - at} bytes belong to no tensor of the manifest`);
}
