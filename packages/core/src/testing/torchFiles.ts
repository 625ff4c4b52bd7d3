// PyTorch files put together by hand, for what torch.save would never write.

/** Pickle opcodes as bytes in a latin-1 string; protocol 2 unless said otherwise. */
export const pickle = {
  file: (...parts: string[]) => `\x80\x02${parts.join('')}.`,
  text: (text: string) => `X${uint32(Buffer.byteLength(text))}${Buffer.from(text).toString('latin1')}`,
  int: (value: number) => `J${uint32(value)}`,
  none: 'N',
  global: (module: string, name: string) => `c${module}\n${name}\n`,
  tuple: (...items: string[]) => `(${items.join('')}t`,
  list: (...items: string[]) => `](${items.join('')}e`,
  dict: (...items: string[]) => `}(${items.join('')}u`,
  call: (callable: string, ...args: string[]) => `${callable}(${args.join('')}tR`,
  persistent: (id: string) => `${id}Q`,
};

/** ('storage', class, key, 'cpu', elements) */
export function storage(key: string, elements: number, type = 'FloatStorage', module = 'torch'): string {
  const { text, int, global, tuple, persistent } = pickle;
  return persistent(tuple(text('storage'), global(module, type), text(key), text('cpu'), int(elements)));
}

export interface TensorParts {
  offset?: number;
  shape?: readonly number[];
  strides?: readonly number[];
}

/** torch._utils._rebuild_tensor_v2(storage, offset, size, stride, False, OrderedDict()) */
export function tensor(of: string, { offset = 0, shape = [2], strides = [1] }: TensorParts = {}): string {
  const { int, global, tuple, call } = pickle;
  return call(
    global('torch._utils', '_rebuild_tensor_v2'),
    of,
    int(offset),
    tuple(...shape.map(int)),
    tuple(...strides.map(int)),
    '\x89',
    call(global('collections', 'OrderedDict')),
  );
}

/** The zip format: data.pkl and storages of these bytes. */
export function torchZip(pickled: string, storages: Readonly<Record<string, Uint8Array>> = {}): Buffer {
  const data = Object.entries(storages).map(([key, bytes]) => [`a/data/${key}`, bytes] as const);
  return zip([['a/data.pkl', Buffer.from(pickled, 'latin1')], ...data]);
}

/** A zip archive of stored entries; with `wide` every number it can be is in the zip64 fields. */
export function zip(entries: readonly (readonly [name: string, bytes: Uint8Array])[], wide = false): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, bytes] of entries) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt32LE(bytes.length, 18);
    local.writeUInt32LE(bytes.length, 22);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    directory.push(directoryEntry(name, bytes.length, at, wide));
    parts.push(local, Buffer.from(name), Buffer.from(bytes));
    at += 30 + Buffer.byteLength(name) + bytes.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(wide ? 0xffff : entries.length, 8);
  end.writeUInt16LE(wide ? 0xffff : entries.length, 10);
  end.writeUInt32LE(wide ? 0xffffffff : listing.length, 12);
  end.writeUInt32LE(wide ? 0xffffffff : at, 16);
  return Buffer.concat([
    ...parts,
    listing,
    ...(wide ? [end64(entries.length, listing.length, at)] : []),
    end,
  ]);
}

function directoryEntry(name: string, size: number, header: number, wide: boolean): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt32LE(wide ? 0xffffffff : size, 20);
  entry.writeUInt32LE(wide ? 0xffffffff : size, 24);
  entry.writeUInt16LE(Buffer.byteLength(name), 28);
  entry.writeUInt16LE(wide ? 28 : 0, 30);
  entry.writeUInt32LE(wide ? 0xffffffff : header, 42);
  const extra = Buffer.alloc(wide ? 28 : 0);
  if (wide) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    for (const [i, value] of [size, size, header].entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i);
  }
  return Buffer.concat([entry, Buffer.from(name), extra]);
}

function end64(entries: number, size: number, start: number): Buffer {
  const end = Buffer.alloc(56 + 20);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  for (const [i, value] of [entries, entries, size, start].entries())
    end.writeBigUInt64LE(BigInt(value), 24 + 8 * i);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(start + size), 64);
  end.writeUInt32LE(1, 72);
  return end;
}

function uint32(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value | 0, 0);
  return bytes.toString('latin1');
}
