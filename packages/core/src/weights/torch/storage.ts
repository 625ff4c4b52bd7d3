// Storages: the flat arrays that PyTorch's tensors are views of.

import { FormatError } from '../../errors.js';
import type { DType } from '../../ir/dtype.js';
import type { AbortSignalLike } from '../lazy-tensor.js';
import { PyGlobal, PyTuple, type PyValue } from './python-values.js';

/** An element type by PyTorch's name; `dtype` is undefined where Gossamer has none. */
export interface TorchType {
  readonly name: string;
  readonly dtype: DType | undefined;
  readonly bytes: number;
}

export type ReadBytes = (start: number, end: number, signal?: AbortSignalLike) => Promise<Uint8Array>;

export class TorchStorage {
  constructor(
    readonly key: string,
    /** undefined for untyped storages, whose elements are bytes. */
    readonly type: TorchType | undefined,
    readonly elements: number,
    readonly read: ReadBytes,
  ) {}

  get bytes(): number {
    return this.elements * (this.type?.bytes ?? 1);
  }

  /** Elements `start` to `start + elements` as a storage of their own (PyTorch before 0.4). */
  slice(start: number, elements: number): TorchStorage {
    const shift = start * (this.type?.bytes ?? 1);
    return new TorchStorage(this.key, this.type, elements, (from, to, signal) =>
      this.read(from + shift, to + shift, signal),
    );
  }
}

/** What a persistent id says: `('storage', class, key, device, elements)`, and before 0.4 a view of it. */
export interface StorageId {
  readonly key: string;
  readonly type: TorchType | undefined;
  readonly elements: number;
  readonly view: { readonly key: string; readonly start: number; readonly elements: number } | undefined;
}

/** @throws FormatError where the id is of another form, or its class is not a storage */
export function parseStorageId(id: PyValue, within: string): StorageId {
  const fault = (reason: string) => new FormatError(`not a readable checkpoint: ${reason}`, { within });
  const items = id instanceof PyTuple ? id.items : [];
  const [tag, storageClass, key, , elements, view] = items;
  if (tag !== 'storage') throw fault('a persistent id is not that of a storage');
  if (!(storageClass instanceof PyGlobal)) throw fault('a storage has no class');
  if (typeof key !== 'string' && typeof key !== 'number') throw fault('a storage has no key');
  if (!isCount(elements)) throw fault(`storage ${key} has no number of elements`);
  const type = storageType(storageClass);
  if (type === null) {
    throw new FormatError(`expected a storage class, found ${storageClass.name}`, {
      path: `storage ${key}`,
      within,
      hint: 'the file was made to run code, or by a version of PyTorch that is not known here',
    });
  }
  if (view === undefined || view === null) return { key: String(key), type, elements, view: undefined };
  const [viewKey, start, size] = view instanceof PyTuple ? view.items : [];
  if (typeof viewKey !== 'string' || !isCount(start) || !isCount(size) || start + size > elements) {
    throw fault(`storage ${key} has a view that does not lie in it`);
  }
  return { key: String(key), type, elements, view: { key: viewKey, start, elements: size } };
}

/** The type of a `torch.float32`-like name, as version 3 of tensors' pickles gives it. */
export function torchType(value: PyValue | undefined): TorchType | undefined {
  if (!(value instanceof PyGlobal) || value.module !== 'torch') return undefined;
  const found = TYPES.find((row) => row[0] === value.qualifiedName);
  return found && { name: value.name, dtype: found[2], bytes: found[3] };
}

/** null where the class is not a storage, undefined where it is an untyped one. */
function storageType(storageClass: PyGlobal): TorchType | undefined | null {
  const { module, qualifiedName } = storageClass;
  if (!['torch', 'torch.cuda', 'torch.storage'].includes(module)) return null;
  if (qualifiedName === 'UntypedStorage') return undefined;
  const found = TYPES.find((row) => row[1] === qualifiedName);
  return found === undefined ? null : { name: storageClass.name, dtype: found[2], bytes: found[3] };
}

export function isCount(value: PyValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** torch dtype, storage class where there is one, our dtype, bytes of an element. */
const TYPES: readonly (readonly [string, string | undefined, DType | undefined, number])[] = [
  ['float32', 'FloatStorage', 'float32', 4],
  ['float64', 'DoubleStorage', 'float64', 8],
  ['float16', 'HalfStorage', 'float16', 2],
  ['bfloat16', 'BFloat16Storage', 'bfloat16', 2],
  ['int64', 'LongStorage', 'int64', 8],
  ['int32', 'IntStorage', 'int32', 4],
  ['int16', 'ShortStorage', 'int16', 2],
  ['int8', 'CharStorage', 'int8', 1],
  ['uint8', 'ByteStorage', 'uint8', 1],
  ['bool', 'BoolStorage', 'bool', 1],
  ['uint16', undefined, 'uint16', 2],
  ['uint32', undefined, 'uint32', 4],
  ['uint64', undefined, 'uint64', 8],
  ['complex32', 'ComplexHalfStorage', undefined, 4],
  ['complex64', 'ComplexFloatStorage', undefined, 8],
  ['complex128', 'ComplexDoubleStorage', undefined, 16],
  ['qint8', 'QInt8Storage', undefined, 1],
  ['quint8', 'QUInt8Storage', undefined, 1],
  ['qint32', 'QInt32Storage', undefined, 4],
  ['quint4x2', 'QUInt4x2Storage', undefined, 1],
  ['quint2x4', 'QUInt2x4Storage', undefined, 1],
  ['float8_e4m3fn', undefined, undefined, 1],
  ['float8_e5m2', undefined, undefined, 1],
  ['float8_e4m3fnuz', undefined, undefined, 1],
  ['float8_e5m2fnuz', undefined, undefined, 1],
  ['float8_e8m0fnu', undefined, undefined, 1],
];
