// Opens a checkpoint of any format, told by its first bytes.

import { FormatError } from '../errors.js';
import { sniff } from '../onnx/sniff.js';
import { type ByteSource, readRange } from './byte-source.js';
import type { Checkpoint } from './checkpoint.js';
import { stripPrefixes, WRAPPER_PREFIXES } from './rename-tensors.js';
import { readSafetensors } from './safetensors/read.js';
import { type OpenSibling, readShardedSafetensors } from './safetensors/sharded.js';

export interface OpenCheckpointOptions {
  /** PyTorch files: which state dict to take where there are several, such as `model_ema`; see `readTorch`. */
  section?: string;
  /** Opens files beside this one: the shards an index lists, the external data of an ONNX file. */
  sibling?: OpenSibling;
}

type Kind = 'safetensors' | 'index' | 'torch' | 'onnx';

/**
 * A checkpoint in safetensors (one file, or the index of shards), PyTorch's formats, or an ONNX file.
 * Nothing but headers is read, and the readers of PyTorch and ONNX are loaded only for their files. The
 * `module.` of `nn.DataParallel` is removed from names, and noted.
 *
 * @throws FormatError where the file is something else (saying what it looks like) or damaged
 * @example
 * const checkpoint = await openCheckpoint(await fileSource('mobilenetv2_100.pth'));
 * const weights = bindWeights(graph, checkpoint.tensors, { source: checkpoint.source });
 */
export async function openCheckpoint(
  source: ByteSource,
  options: OpenCheckpointOptions = {},
): Promise<Checkpoint> {
  const head = await readRange(source, 0, Math.min(512, source.size));
  const checkpoint = await read(kindOf(head, source.name), source, options);
  const { tensors, note } = stripPrefixes(checkpoint.tensors, WRAPPER_PREFIXES);
  return note === undefined ? checkpoint : { ...checkpoint, tensors, notes: [...checkpoint.notes, note] };
}

async function read(
  kind: Kind,
  source: ByteSource,
  { section, sibling }: OpenCheckpointOptions,
): Promise<Checkpoint> {
  switch (kind) {
    case 'safetensors':
      return readSafetensors(source);
    case 'index':
      return readShardedSafetensors(source, sibling ?? refuseSiblings(source.name));
    case 'torch': {
      const { readTorch } = await import('./torch/index.js');
      return readTorch(source, section === undefined ? {} : { section });
    }
    case 'onnx': {
      const { readOnnxWeights } = await import('./onnx-weights.js');
      return readOnnxWeights(source, sibling);
    }
  }
}

function kindOf(head: Uint8Array, name: string): Kind {
  const text = String.fromCharCode(...head);
  // The length of the header, which is under 2^32, then JSON.
  if (head[8] === BRACE && head.subarray(4, 8).every((byte) => byte === 0)) return 'safetensors';
  if (text.startsWith('PK') || isPickle(head) || text.startsWith('ustar', 257)) return 'torch';
  if (text.trimStart().startsWith('{')) return 'index';
  const found = looksLike(text);
  if (found === undefined && (head[8] === BRACE || name.endsWith('.safetensors'))) return 'safetensors';
  // Field 1 of a protobuf message, a number: ir_version, which every writer puts first.
  if (head[0] === 0x08 || name.endsWith('.onnx')) return 'onnx';
  const packed = head[0] === 0x1f && head[1] === 0x8b;
  throw new FormatError(`expected a checkpoint, found ${found ?? sniff(head) ?? 'an unknown format'}`, {
    within: name,
    hint: packed
      ? 'unpack it: gunzip, or tar -xzf'
      : 'checkpoints are .safetensors, their .index.json, PyTorch .pth, or .onnx files',
  });
}

const BRACE = 0x7b;

/** PROTO and a protocol of Python's. */
function isPickle(head: Uint8Array): boolean {
  return head[0] === 0x80 && (head[1] ?? 255) <= 5;
}

function looksLike(text: string): string | undefined {
  if (text.startsWith('version https://git-lfs'))
    return 'a Git LFS pointer: the file itself was not downloaded';
  return /^\s*<(?:!doctype|html|\?xml)/i.test(text) ? 'a web page: the download went wrong' : undefined;
}

function refuseSiblings(within: string): OpenSibling {
  return async (name) => {
    throw new FormatError(`the weights are in other files (${name}), which cannot be opened from here`, {
      within,
      hint: 'pass `sibling`, which opens files beside the index',
    });
  };
}
