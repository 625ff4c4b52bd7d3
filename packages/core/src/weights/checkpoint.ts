// Checkpoint: what a file of weights holds, whichever format it has.

import { FormatError } from '../errors.js';
import { type ByteSource, readRange } from './byte-source.js';
import type { LazyTensor } from './lazy-tensor.js';
import { bytesToTyped } from './typed-bytes.js';

export type CheckpointFormat = 'safetensors' | 'pytorch' | 'pytorch-legacy' | 'onnx';

/** A tensor of a file. */
export interface CheckpointTensor extends LazyTensor {
  /**
   * The file's name of an element type Gossamer cannot read (`F8_E4M3`, `torch.ComplexFloatStorage`).
   * `dtype` is then float32 for want of a better one, and `read` throws a FormatError.
   */
  readonly unreadable?: string;
}

/** Something in the file that is not a tensor: an epoch, a learning rate, a namespace of arguments. */
export interface OtherEntry {
  readonly name: string;
  /** Its type, by the file's own name: `int`, `dict`, `argparse.Namespace`. */
  readonly kind: string;
  /** Its value in at most 200 characters. */
  readonly summary: string;
}

/** Something a reader or binder did that the user should know. */
export interface WeightNote {
  readonly kind:
    | 'source'
    | 'section'
    | 'prefix'
    | 'renamed'
    | 'dropped'
    | 'converted'
    | 'reinitialised'
    | 'folded';
  readonly message: string;
  /** Keys it concerns, as the network spells them. */
  readonly names: readonly string[];
  /** Of `section`: whether the file has other state dicts than the one that was taken. */
  readonly hasOthers?: boolean;
}

export interface Checkpoint {
  readonly format: CheckpointFormat;
  /** The file's name, for messages. */
  readonly source: string;
  /** By key, in the file's order. */
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  /** The file's own notes: safetensors' `__metadata__`, ONNX's metadata_props. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly other: readonly OtherEntry[];
  /** Which of several state dicts was taken, which prefix was removed. */
  readonly notes: readonly WeightNote[];
}

/** A tensor stored as one range of a file, row-major, little-endian. */
export function rangeTensor(
  source: ByteSource,
  start: number,
  end: number,
  { dtype, shape }: Pick<LazyTensor, 'dtype' | 'shape'>,
): CheckpointTensor {
  return {
    dtype,
    shape,
    read: async (signal) => bytesToTyped(dtype, await readRange(source, start, end, signal)),
  };
}

/** A tensor that can be listed and not read. */
export function unreadableTensor(
  kind: string,
  shape: readonly number[],
  place: { path: string; within: string },
): CheckpointTensor {
  return {
    dtype: 'float32',
    shape,
    unreadable: kind,
    read: async () => {
      throw new FormatError(`cannot read elements of type ${kind}`, {
        ...place,
        hint: 'convert the checkpoint to float32, float16 or bfloat16 first',
      });
    },
  };
}
