// Reads safetensors: the header at once, each tensor when it is asked for.

import type { ByteSource } from '../byte-source.js';
import { type Checkpoint, type CheckpointTensor, rangeTensor, unreadableTensor } from '../checkpoint.js';
import { plainName } from '../quote.js';
import { readHeader } from './header.js';

/**
 * Opens a safetensors file. Only the header is read (two ranges); every tensor is a lazy range of the file.
 * Validation is as strict as the format's: lengths, offsets, shapes and coverage must all agree.
 *
 * @throws FormatError for every lie of the header, with the tensor's name as path
 * @example
 * const checkpoint = await readSafetensors(bytesSource(bytes, 'model.safetensors'));
 * const weight = await checkpoint.tensors.get('conv_stem.weight')?.read();
 */
export async function readSafetensors(source: ByteSource): Promise<Checkpoint> {
  const { entries, metadata } = await readHeader(source);
  const tensors = new Map<string, CheckpointTensor>();
  for (const { name, storedType, dtype, shape, start, end } of entries) {
    const tensor =
      dtype === undefined
        ? unreadableTensor(storedType, shape, { path: plainName(name), within: source.name })
        : rangeTensor(source, start, end, { dtype, shape });
    tensors.set(name, tensor);
  }
  return { format: 'safetensors', source: source.name, tensors, metadata, other: [], notes: [] };
}
