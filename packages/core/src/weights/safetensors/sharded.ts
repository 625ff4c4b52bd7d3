// Shards: `model.safetensors.index.json` names the file of every tensor.

import { FormatError } from '../../errors.js';
import { type ByteSource, readRange } from '../byte-source.js';
import type { Checkpoint, CheckpointTensor } from '../checkpoint.js';
import { type JsonObject, parseJson } from '../json.js';
import { plainName, quote } from '../quote.js';
import { decodeUtf8 } from '../utf8.js';
import { readSafetensors } from './read.js';

const MAX_INDEX_BYTES = 100_000_000;

/** Opens a file that lies beside the index, by its bare name. */
export type OpenSibling = (name: string) => Promise<ByteSource>;

/**
 * Opens the shards an index lists and joins their tensors, in the index's order.
 *
 * @param open gives the shards; names are bare file names, anything with a path in it is refused
 * @throws FormatError where the index and the shards disagree about a single tensor
 */
export async function readShardedSafetensors(index: ByteSource, open: OpenSibling): Promise<Checkpoint> {
  const within = index.name;
  const files = await readWeightMap(index);
  const shards = new Map<string, Checkpoint>();
  for (const file of new Set(files.values())) shards.set(file, await readSafetensors(await open(file)));
  const tensors = new Map<string, CheckpointTensor>();
  for (const [name, file] of files) {
    const tensor = shards.get(file)?.tensors.get(name);
    if (tensor === undefined) {
      throw new FormatError(`the index places it in ${quote(file)}, which does not hold it`, {
        path: plainName(name),
        within,
      });
    }
    tensors.set(name, tensor);
  }
  for (const [file, shard] of shards) {
    for (const name of shard.tensors.keys()) {
      if (files.get(name) === file) continue;
      throw new FormatError(`${quote(file)} holds a tensor the index does not place there`, {
        path: plainName(name),
        within,
      });
    }
  }
  const metadata = new Map([...shards.values()].flatMap((shard) => [...shard.metadata]));
  return { format: 'safetensors', source: index.name, tensors, metadata, other: [], notes: [] };
}

/** The bare names of the files an index lists, each once. @throws FormatError where it is no index */
export async function shardFiles(index: ByteSource): Promise<readonly string[]> {
  return [...new Set((await readWeightMap(index)).values())];
}

async function readWeightMap(index: ByteSource): Promise<ReadonlyMap<string, string>> {
  const within = index.name;
  if (index.size > MAX_INDEX_BYTES) {
    throw new FormatError(`an index of ${index.size} bytes is over the bound of ${MAX_INDEX_BYTES}`, {
      within,
    });
  }
  const text = decodeUtf8(await readRange(index, 0, index.size));
  if (text === undefined) throw new FormatError('the index is not UTF-8', { within });
  const document = parseJson(text, within);
  const map = document instanceof Map ? (document as JsonObject).get('weight_map') : undefined;
  if (!(map instanceof Map)) {
    throw new FormatError('expected an object with weight_map', {
      within,
      hint: 'a safetensors index is {"metadata": ..., "weight_map": {"key": "file"}}',
    });
  }
  for (const [name, file] of map as JsonObject) {
    if (typeof file !== 'string' || !/^[^\\/:\0]+\.safetensors$/.test(file) || file.startsWith('.')) {
      throw new FormatError('expected the bare name of a .safetensors file beside the index', {
        path: plainName(name),
        within,
        details: { file: String(file).slice(0, 200) },
      });
    }
  }
  return map as ReadonlyMap<string, string>;
}
