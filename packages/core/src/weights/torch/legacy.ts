// PyTorch's format before 1.6: five pickles after another, then the storages' bytes.

import { FormatError } from '../../errors.js';
import { type ByteSource, readRange } from '../byte-source.js';
import { meaningOf, type TorchFile } from './meaning.js';
import { PickleReader, TruncatedPickle } from './pickle-reader.js';
import { PyDict, PyTuple, type PyValue } from './python-values.js';
import { parseStorageId, type StorageId, TorchStorage } from './storage.js';
import { type Meaning, unpickle } from './unpickle.js';
import { MAX_PICKLE_BYTES } from './zip-archive.js';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL = 1001;
const FIRST_WINDOW = 1 << 20;

/** Where each storage's bytes are; known only after the pickle that uses them. */
type Positions = Map<string, { readonly start: number; readonly end: number }>;

/** True where a file starts as `torch.save(..., _use_new_zipfile_serialization=False)` does. */
export function startsLegacy(head: Uint8Array): boolean {
  // PROTO n, then a frame of protocol 4 and later, then LONG1 of ten bytes, the magic number.
  const at = head[2] === 0x95 ? 11 : 2;
  const expected = [0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19];
  return head[0] === 0x80 && expected.every((byte, i) => head[at + i] === byte);
}

/** Reads the pickles; storages stay where they are. */
export async function readLegacy(source: ByteSource): Promise<TorchFile> {
  for (let window = FIRST_WINDOW; ; window *= 4) {
    const size = Math.min(window, source.size, MAX_PICKLE_BYTES);
    const bytes = await readRange(source, 0, size);
    try {
      const pickles = readPickles(source, new PickleReader(bytes, source.name));
      await locateStorages(source, pickles);
      return pickles.file;
    } catch (error) {
      // The pickles have no stated length: read more of the file and start again.
      if (!(error instanceof TruncatedPickle) || size === source.size) throw error;
      if (size === MAX_PICKLE_BYTES) throw tooLarge(source);
    }
  }
}

interface Pickles {
  readonly file: TorchFile;
  /** In the order of their bytes. */
  readonly keys: readonly string[];
  readonly storages: ReadonlyMap<string, TorchStorage>;
  readonly positions: Positions;
  /** Where the pickles end. */
  readonly end: number;
}

function readPickles(source: ByteSource, reader: PickleReader): Pickles {
  const within = source.name;
  const plain: Meaning = { call: () => undefined, persistent: () => null };
  const fault = (reason: string) =>
    new FormatError(`not a readable legacy PyTorch file: ${reason}`, { within });
  if (unpickle(reader, plain) !== MAGIC) throw fault('the magic number is missing');
  if (unpickle(reader, plain) !== PROTOCOL) throw fault('its protocol version is not known');
  const system = unpickle(reader, plain);
  if (system instanceof PyDict && system.get('little_endian') === false) throw fault('it is big-endian');
  const positions: Positions = new Map();
  const storages = new Map<string, TorchStorage>();
  const { meaning, unknown } = meaningOf(within, (id) => legacyPersistent(source, storages, positions, id));
  const root = unpickle(reader, meaning);
  const keys = unpickle(reader, plain);
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string'))
    throw fault('it has no list of storages');
  return {
    file: { format: 'pytorch-legacy', root, unknown },
    keys,
    storages,
    positions,
    end: reader.position,
  };
}

function legacyPersistent(
  source: ByteSource,
  storages: Map<string, TorchStorage>,
  positions: Positions,
  id: PyValue,
): PyValue {
  // A class whose source text was saved with it: ('module', class, file, text).
  if (id instanceof PyTuple && id.items[0] === 'module' && id.items[1] !== undefined) return id.items[1];
  const parsed = parseStorageId(id, source.name);
  const storage = storages.get(parsed.key) ?? legacyStorage(source, positions, parsed);
  storages.set(parsed.key, storage);
  return parsed.view === undefined ? storage : storage.slice(parsed.view.start, parsed.view.elements);
}

function legacyStorage(source: ByteSource, positions: Positions, id: StorageId): TorchStorage {
  return new TorchStorage(id.key, id.type, id.elements, async (start, end, signal) => {
    const position = positions.get(id.key);
    if (position === undefined || position.start + end > position.end) {
      throw new FormatError('its bytes are missing', { path: `storage ${id.key}`, within: source.name });
    }
    return readRange(source, position.start + start, position.start + end, signal);
  });
}

/** Each storage is its number of elements (int64), then its bytes. */
async function locateStorages(
  source: ByteSource,
  { keys, storages, positions, end }: Pickles,
): Promise<void> {
  let at = end;
  for (const key of keys) {
    const storage = storages.get(key);
    const fault = (reason: string) =>
      new FormatError(reason, { path: `storage ${key}`, within: source.name });
    if (storage === undefined || positions.has(key))
      throw fault('listed, but not used by the checkpoint, or listed twice');
    const head = await readRange(source, at, at + 8);
    const elements = new DataView(head.buffer, head.byteOffset, 8).getBigInt64(0, true);
    if (elements !== BigInt(storage.elements)) {
      throw fault(`has ${elements} elements, its tensors were made with ${storage.elements}`);
    }
    positions.set(key, { start: at + 8, end: at + 8 + storage.bytes });
    at += 8 + storage.bytes;
  }
  if (at > source.size) {
    throw new FormatError(`the storages need ${at} bytes, the file has ${source.size}`, {
      within: source.name,
      hint: 'the file is truncated; download or copy it again',
    });
  }
  const missing = [...storages.keys()].find((key) => !positions.has(key));
  if (missing !== undefined) {
    throw new FormatError('the file does not list its bytes', {
      path: `storage ${missing}`,
      within: source.name,
    });
  }
}

function tooLarge(source: ByteSource): FormatError {
  return new FormatError(`its pickles are over the bound of ${MAX_PICKLE_BYTES} bytes`, {
    within: source.name,
  });
}
