// PyTorch's zip format (since 1.6): data.pkl, and one entry a storage.

import { FormatError } from '../../errors.js';
import type { ByteSource } from '../byte-source.js';
import { plainName } from '../quote.js';
import { decodeUtf8 } from '../utf8.js';
import { meaningOf, type TorchFile } from './meaning.js';
import { PickleReader } from './pickle-reader.js';
import type { PyValue } from './python-values.js';
import { parseStorageId, type StorageId, TorchStorage } from './storage.js';
import { unpickle } from './unpickle.js';
import { readZip, type ZipEntry } from './zip.js';

export const MAX_PICKLE_BYTES = 64 * 2 ** 20;

/** Reads data.pkl; storages stay where they are. */
export async function readZipArchive(source: ByteSource): Promise<TorchFile> {
  const within = source.name;
  const entries = await readZip(source);
  const folder = archiveFolder(entries, within);
  await checkByteOrder(entries.get(`${folder}byteorder`), within);
  const storages = new Map<string, TorchStorage>();
  const { meaning, unknown } = meaningOf(within, (id) => storageOf(parseStorageId(id, within)));
  const storageOf = (id: StorageId): TorchStorage => {
    const known = storages.get(id.key);
    if (known !== undefined) return known;
    const storage = entryStorage(id, entries.get(`${folder}data/${id.key}`), within);
    storages.set(id.key, storage);
    return storage;
  };
  const bytes = await readPickle(entries.get(`${folder}data.pkl`) as ZipEntry, within);
  const root: PyValue = unpickle(new PickleReader(bytes, within), meaning);
  return { format: 'pytorch', root, unknown };
}

/** All entries lie in one folder, named after the file it was saved to. */
function archiveFolder(entries: ReadonlyMap<string, ZipEntry>, within: string): string {
  const names = [...entries.keys()];
  const pickle = names.find((name) => /^[^/]*\/?data\.pkl$/.test(name));
  if (pickle === undefined) {
    throw new FormatError('a zip archive without data.pkl is not a PyTorch checkpoint', {
      within,
      hint: hintFor(names),
    });
  }
  const folder = pickle.slice(0, -'data.pkl'.length);
  if (entries.has(`${folder}constants.pkl`)) {
    throw new FormatError('a TorchScript archive is a program, not a checkpoint', {
      within,
      hint: 'save its weights: torch.save(torch.jit.load(FILE).state_dict(), OUT)',
    });
  }
  return folder;
}

function hintFor(names: readonly string[]): string {
  if (names.some((name) => name.endsWith('.npy'))) return 'this looks like an .npz file of numpy';
  const inside = names.find((name) => /\.(pth|pt|ckpt|bin|tar|safetensors)$/i.test(name));
  return inside === undefined
    ? 'expected what torch.save writes'
    : `unpack it: it holds ${plainName(inside)}`;
}

async function checkByteOrder(entry: ZipEntry | undefined, within: string): Promise<void> {
  if (entry === undefined) return;
  const order = entry.size <= 16 ? decodeUtf8(await entry.read(0, entry.size)) : undefined;
  if (order === 'little') return;
  throw new FormatError(
    `its byte order is ${JSON.stringify(order ?? '')}; only little-endian files are read`,
    { within },
  );
}

async function readPickle(entry: ZipEntry, within: string): Promise<Uint8Array> {
  if (entry.size <= MAX_PICKLE_BYTES) return entry.read(0, entry.size);
  throw new FormatError(`a pickle of ${entry.size} bytes is over the bound of ${MAX_PICKLE_BYTES}`, {
    path: entry.name,
    within,
  });
}

function entryStorage(
  { key, type, elements }: StorageId,
  entry: ZipEntry | undefined,
  within: string,
): TorchStorage {
  const path = `storage ${key}`;
  if (entry === undefined) throw new FormatError('the archive does not hold its data', { path, within });
  const bytes = elements * (type?.bytes ?? 1);
  if (bytes > entry.size) {
    throw new FormatError(`needs ${bytes} bytes, the archive has ${entry.size}`, { path, within });
  }
  return new TorchStorage(key, type, elements, (start, end, signal) => entry.read(start, end, signal));
}
