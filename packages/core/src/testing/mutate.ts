// Damaging files on purpose, with seeds: bytes, numbers, the JSON of safetensors, the opcodes of pickles.

import type { RandomSource } from '../weights/random-source.js';
import { zip } from './torchFiles.js';

/** Sizes and offsets that checks forget. */
const NUMBERS = [
  0, 1, 2, 3, 7, 8, 63, 127, 128, 255, 256, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
];

export function pick<T>(random: RandomSource, items: readonly T[]): T {
  return items[random.bits() % items.length] as T;
}

/** One or two changes of bytes: flips, numbers of 1 to 8 bytes, cuts, repeats. */
export function mutateBytes(file: Uint8Array, random: RandomSource): Buffer {
  let bytes = Buffer.from(file);
  for (let n = 1 + (random.bits() % 2); n > 0 && bytes.length > 0; n--) {
    const at = random.bits() % bytes.length;
    switch (random.bits() % 6) {
      case 0:
        bytes[at] = (bytes[at] as number) ^ (1 << (random.bits() % 8));
        break;
      case 1:
        bytes[at] = random.bits() & 255;
        break;
      case 2:
        writeNumber(bytes, at, pick(random, NUMBERS), pick(random, [1, 2, 4, 8]));
        break;
      case 3:
        bytes = bytes.subarray(0, at);
        break;
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + (random.bits() % 16))]);
        break;
      default: {
        const piece = bytes.subarray(at, at + 1 + (random.bits() % 64));
        bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
      }
    }
  }
  return bytes;
}

function writeNumber(bytes: Buffer, at: number, value: number, size: number): void {
  for (let i = 0; i < size && at + i < bytes.length; i++)
    bytes[at + i] = i < 4 ? (value >>> (8 * i)) & 255 : 0;
}

const JSON_TOKENS = [
  ...NUMBERS.map(String),
  '-1',
  '1.5',
  '1e999',
  '9007199254740993',
  '18446744073709551615',
  '[]',
  '{}',
  'null',
  'true',
  '""',
  '"F32"',
  '"F64"',
  '"BOOL"',
  '"F8_E4M3"',
  '"__proto__"',
  '"__metadata__"',
  '"constructor"',
  '"\\u0000"',
  '"dtype"',
  '"shape"',
  '"data_offsets"',
];

/** A safetensors file with tokens of its header replaced, repeated or dropped; its length is right again. */
export function mutateSafetensors(file: Uint8Array, random: RandomSource): Buffer {
  const source = Buffer.from(file);
  const length = Number(source.readBigUInt64LE(0));
  const tokens =
    source.toString('utf8', 8, 8 + length).match(/"(?:[^"\\]|\\.)*"|[-\d.eE+]+|[[\]{},:]|\s+/g) ?? [];
  for (let n = 1 + (random.bits() % 2); n > 0; n--) {
    const at = random.bits() % tokens.length;
    const changes: Record<number, () => void> = {
      0: () => tokens.splice(at, 1),
      1: () => tokens.splice(at, 0, tokens[at] as string),
      2: () => tokens.splice(at, 1, pick(random, tokens)),
    };
    const change = changes[random.bits() % 6];
    if (change !== undefined) change();
    else tokens[at] = pick(random, JSON_TOKENS);
  }
  const header = Buffer.from(tokens.join(''));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([size, header, source.subarray(8 + length)]);
}

/** Bytes after an opcode: a count, a line, or a length before that many. */
const ARGUMENTS: Readonly<Record<number, number | 'line' | 'lines' | 'size1' | 'size4' | 'size8'>> = {
  128: 1,
  149: 8,
  74: 4,
  75: 1,
  77: 2,
  71: 8,
  113: 1,
  114: 4,
  104: 1,
  106: 4,
  99: 'lines',
  138: 'size1',
  140: 'size1',
  85: 'size1',
  67: 'size1',
  139: 'size4',
  88: 'size4',
  84: 'size4',
  66: 'size4',
  141: 'size8',
  142: 'size8',
  150: 'size8',
};

/** A pickle cut into its instructions; stops after `pickles` STOPs. The rest is the last piece. */
export function instructions(bytes: Buffer, pickles = 1): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  for (let left = pickles; left > 0 && at < bytes.length; ) {
    const end = at + 1 + argumentLength(bytes, at);
    if (bytes[at] === 0x2e) left--;
    found.push(bytes.subarray(at, end));
    at = end;
  }
  if (at < bytes.length) found.push(bytes.subarray(at));
  return found;
}

function argumentLength(bytes: Buffer, at: number): number {
  const kind = ARGUMENTS[bytes[at] as number] ?? 0;
  if (typeof kind === 'number') return kind;
  if (kind === 'size1') return 1 + bytes.readUInt8(at + 1);
  if (kind === 'size4') return 4 + bytes.readUInt32LE(at + 1);
  if (kind === 'size8') return 8 + Number(bytes.readBigUInt64LE(at + 1));
  const first = bytes.indexOf(10, at + 1);
  return (kind === 'lines' ? bytes.indexOf(10, first + 1) : first) - at;
}

const GLOBALS = [
  'posix\nsystem',
  'builtins\neval',
  'builtins\nset',
  'builtins\nbytearray',
  'collections\nOrderedDict',
  'collections\ndefaultdict',
  'torch\nFloatStorage',
  'torch\nDoubleStorage',
  'torch\nBoolStorage',
  'torch\nComplexDoubleStorage',
  'torch.storage\nUntypedStorage',
  'torch\nfloat32',
  'torch\nSize',
  'torch._utils\n_rebuild_tensor',
  'torch._utils\n_rebuild_tensor_v2',
  'torch._utils\n_rebuild_tensor_v3',
  'torch._utils\n_rebuild_parameter',
  'torch._tensor\n_rebuild_from_type_v2',
  '_codecs\nencode',
  'numpy.core.multiarray\nscalar',
  'numpy\ndtype',
  '__proto__\n__proto__',
];

/** Instructions repeated, dropped, moved, exchanged or given other arguments. */
export function mutateInstructions(file: readonly Buffer[], random: RandomSource): Buffer {
  const parts = [...file];
  for (let n = 1 + (random.bits() % 2); n > 0; n--) {
    const at = random.bits() % parts.length;
    const part = parts[at] as Buffer;
    switch (random.bits() % 7) {
      case 0:
        parts.splice(at, 1);
        break;
      case 1:
        parts.splice(at, 0, part);
        break;
      case 2:
        parts.splice(at, 0, pick(random, parts));
        break;
      case 3:
        parts[at] = pick(random, parts);
        break;
      case 4:
        parts.splice(at, 0, Buffer.from([random.bits() & 255]));
        break;
      case 5:
        parts[at] = Buffer.from(`c${pick(random, GLOBALS)}\n`);
        break;
      default:
        parts[at] =
          part.length > 1
            ? Buffer.concat([part.subarray(0, 1), mutateBytes(part.subarray(1), random)])
            : integer(random);
    }
    if (parts.length === 0) return Buffer.alloc(0);
  }
  return Buffer.concat(parts);
}

function integer(random: RandomSource): Buffer {
  const part = Buffer.alloc(5);
  part[0] = 0x4a;
  part.writeInt32LE(pick(random, NUMBERS) | 0, 1);
  return part;
}

const END_FIELDS = [4, 6, 8, 10, 12, 16, 20];
const CENTRAL_FIELDS = [8, 10, 20, 24, 28, 30, 32, 42];
const LOCAL_FIELDS = [0, 26, 28];

/** A zip archive with numbers of its records changed, now and then with zip64 records. */
export function mutateZip(
  entries: readonly (readonly [name: string, bytes: Uint8Array])[],
  random: RandomSource,
): Buffer {
  const kept = entries.filter(() => random.bits() % 50 !== 0);
  const bytes = zip(
    random.bits() % 20 === 0 ? [...kept, pick(random, entries)] : kept,
    random.bits() % 3 === 0,
  );
  for (let n = 1 + (random.bits() % 2); n > 0; n--) {
    const [signature, fields] = pick(random, [
      ['PK\x05\x06', END_FIELDS],
      ['PK\x06\x06', [4, 24, 32, 40, 48]],
      ['PK\x06\x07', [0, 8]],
      ['PK\x01\x02', CENTRAL_FIELDS],
      ['PK\x03\x04', LOCAL_FIELDS],
    ] as const);
    const places: number[] = [];
    for (let at = bytes.indexOf(signature); at >= 0; at = bytes.indexOf(signature, at + 1)) places.push(at);
    if (places.length === 0) continue;
    writeNumber(
      bytes,
      pick(random, places) + pick<number>(random, fields),
      pick(random, NUMBERS),
      pick(random, [1, 2, 4]),
    );
  }
  return bytes;
}
