import { readFileSync } from 'node:fs';
import { goldenPath } from '@gossamer/goldens';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../errors.js';
import { expectedTensors, heldTensors } from '../../testing/heldTensors.js';
import { bytesSource } from '../byte-source.js';
import { memoryTensor } from '../lazy-tensor.js';
import { encodeSafetensors, readSafetensors, readShardedSafetensors, writeSafetensors } from './index.js';

function goldenSource(name: string) {
  return bytesSource(readFileSync(goldenPath(`safetensors/${name}`)), name);
}

const FILES = ['every_dtype', 'metadata', 'names', 'float8'].map((name) => `${name}.safetensors`);

describe('readSafetensors', () => {
  it.each(FILES)('reads %s as the official library wrote it', async (name) => {
    const { tensors } = await readSafetensors(goldenSource(name));
    expect(await heldTensors(tensors)).toEqual(expectedTensors(`safetensors/${name}`));
  });

  it('reads the metadata', async () => {
    const { metadata } = await readSafetensors(goldenSource('metadata.safetensors'));
    expect([...metadata]).toEqual([['format', 'pt']]);
  });

  it('reads nothing but the header until a tensor is read', async () => {
    const source = goldenSource('every_dtype.safetensors');
    const ranges: [number, number][] = [];
    const watched = {
      ...source,
      read: (start: number, end: number) => {
        ranges.push([start, end]);
        return source.read(start, end);
      },
    };
    const { tensors } = await readSafetensors(watched);
    const header = ranges.splice(0);
    expect(header).toHaveLength(2);
    await tensors.get('i32')?.read();
    expect(ranges).toEqual([[expect.any(Number), expect.any(Number)]]);
    expect(ranges[0]?.[1]).toBe((ranges[0]?.[0] ?? 0) + 16);
  });

  it('lists float8 and refuses to read it by name', async () => {
    const { tensors } = await readSafetensors(goldenSource('float8.safetensors'));
    await expect(tensors.get('f8')?.read()).rejects.toMatchObject({ code: 'FORMAT', path: 'f8' });
  });

  it('joins shards by their index', async () => {
    const checkpoint = await readShardedSafetensors(
      goldenSource('sharded.safetensors.index.json'),
      async (name) => goldenSource(name),
    );
    expect(await heldTensors(checkpoint.tensors)).toEqual(
      expectedTensors('safetensors/sharded.safetensors.index.json'),
    );
  });

  it.each([
    '../x.safetensors',
    '/x.safetensors',
    'a\\x.safetensors',
    'C:x.safetensors',
    '..safetensors',
    'x.pth',
  ])('opens no file called %s for an index', async (file) => {
    const index = Buffer.from(JSON.stringify({ weight_map: { a: file } }));
    const opened: string[] = [];
    const open = async (name: string) => {
      opened.push(name);
      return goldenSource('metadata.safetensors');
    };
    await expect(readShardedSafetensors(bytesSource(index), open)).rejects.toThrow(FormatError);
    expect(opened).toEqual([]);
  });

  it('refuses an index that disagrees with its shards', async () => {
    const open = async () => goldenSource('metadata.safetensors');
    const index = (map: object) => bytesSource(Buffer.from(JSON.stringify({ weight_map: map })));
    const missing = readShardedSafetensors(index({ nowhere: 'a.safetensors' }), open);
    await expect(missing).rejects.toMatchObject({ code: 'FORMAT', path: 'nowhere' });
    const empty = readShardedSafetensors(
      index({ 'größe.weight': 'a.safetensors', b: 'b.safetensors' }),
      open,
    );
    await expect(empty).rejects.toMatchObject({ code: 'FORMAT', path: 'b' });
  });
});

/** A file of this header and as many bytes of data. */
function file(header: string, data = 0, length = Buffer.byteLength(header)): Uint8Array {
  const bytes = Buffer.alloc(8 + Buffer.byteLength(header) + data);
  bytes.writeBigUInt64LE(BigInt(length), 0);
  bytes.write(header, 8);
  return bytes;
}

const one = (fields: string) => `{"w":{${fields}}}`;
const good = '"dtype":"F32","shape":[2],"data_offsets":[0,8]';

describe('a lying header', () => {
  const lies: [what: string, bytes: Uint8Array, reason: RegExp][] = [
    ['an empty file', new Uint8Array(0), /0 bytes cannot hold/],
    ['a length past the end', file('{}', 0, 100), /should have 100 bytes/],
    ['a length over the bound', file('{}', 0, 100_000_001), /over the format's bound/],
    ['a length of 64 bits', Buffer.from('ffffffffffffffff7b7d', 'hex'), /over the format's bound/],
    ['not UTF-8', Buffer.concat([file('{}').subarray(0, 8), Buffer.from([0x7b, 0xff])]), /not UTF-8/],
    ['an array', file('[]'), /does not start with "{"/],
    ['leading space', file(' {}'), /does not start with "{"/],
    ['broken JSON', file('{"a":'), /not valid JSON/],
    ['text after it', file('{}x'), /text after the end/],
    ['a repeated key', file(`{"w":{${good}},"w":{${good}}}`, 8), /"w" is repeated/],
    ['a repeated field', file(one(`${good},"dtype":"F32"`), 8), /"dtype" is repeated/],
    ['a tensor that is a list', file('{"w":[]}'), /expected an object/],
    ['no dtype', file(one('"shape":[2],"data_offsets":[0,8]'), 8), /dtype is missing/],
    ['an unknown dtype', file(one(good.replace('F32', 'F33')), 8), /unknown dtype "F33"/],
    ['a prototype name as dtype', file(one(good.replace('F32', 'constructor')), 8), /unknown dtype/],
    ['a negative size', file(one(good.replace('[2]', '[-2]')), 8), /shape is not a list of sizes/],
    ['a fraction as size', file(one(good.replace('[2]', '[2.5]')), 8), /shape is not a list of sizes/],
    ['a huge size', file(one(good.replace('[2]', '[9007199254740993]')), 8), /shape is not a list of sizes/],
    ['an overflowing shape', file(one(good.replace('[2]', '[4294967296,4294967296]')), 8), /takes/],
    ['an infinite shape', file(one(good.replace('[2]', `[${'9007199254740991,'.repeat(40)}0]`)), 8), /takes/],
    ['one offset', file(one(good.replace('[0,8]', '[0]')), 8), /not a pair/],
    ['offsets backwards', file(one(good.replace('[0,8]', '[8,0]')), 8), /not a pair/],
    ['too few bytes', file(one(good.replace('[0,8]', '[0,4]')), 8), /takes 8 bytes, its data_offsets span 4/],
    ['a hole at the start', file(one(good.replace('[0,8]', '[8,16]')), 16), /leaves a hole/],
    [
      'a hole between',
      file(`{"v":{${good}},"w":{${good.replace('[0,8]', '[12,20]')}}}`, 20),
      /leaves a hole/,
    ],
    ['an overlap', file(`{"v":{${good}},"w":{${good.replace('[0,8]', '[4,12]')}}}`, 12), /overlaps/],
    ['truncated data', file(one(good), 7), /the data needs/],
    ['bytes after the data', file(one(good), 9), /belong to none/],
    ['metadata that is not text', file('{"__metadata__":{"a":1}}'), /object of strings/],
    ['deep nesting', file(`{"w":${'['.repeat(100)}${']'.repeat(100)}}`), /nests deeper/],
  ];

  it.each(lies)('%s is a FormatError', async (_, bytes, reason) => {
    const error: unknown = await readSafetensors(bytesSource(bytes, 'lie.safetensors')).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(FormatError);
    expect(error).toMatchObject({ within: 'lie.safetensors', reason: expect.stringMatching(reason) });
  });

  it('names the tensor it is about', async () => {
    const lie = readSafetensors(bytesSource(file(one(good.replace('[2]', '[3]')), 8)));
    await expect(lie).rejects.toMatchObject({ path: 'w' });
  });

  it('keeps keys like __proto__ out of every object', async () => {
    const header = `{"__proto__":{${good}},"__metadata__":{"__proto__":"x"}}`;
    const { tensors, metadata } = await readSafetensors(bytesSource(file(header, 8)));
    expect([...tensors.keys()]).toEqual(['__proto__']);
    expect(metadata.get('__proto__')).toBe('x');
    expect({}).not.toHaveProperty('dtype');
  });
});

describe('writeSafetensors', () => {
  it.each(FILES.filter((name) => name !== 'float8.safetensors'))('writes %s byte for byte', async (name) => {
    const source = goldenSource(name);
    const { tensors, metadata } = await readSafetensors(source);
    const shuffled = new Map([...tensors].sort(([a], [b]) => (a < b ? 1 : -1)));
    const options = metadata.size === 0 ? {} : { metadata: Object.fromEntries(metadata) };
    const written = await encodeSafetensors(shuffled, options);
    expect(Buffer.compare(written, await source.read(0, source.size))).toBe(0);
  });

  it('reads one tensor at a time', async () => {
    const events: string[] = [];
    const tensor = (name: string) => ({
      ...memoryTensor('float32', [1], new Float32Array(1)),
      read: async () => {
        events.push(name);
        return new Float32Array(1);
      },
    });
    const tensors = new Map(['a', 'b'].map((name) => [name, tensor(name)]));
    for await (const chunk of writeSafetensors(tensors)) events.push(`${chunk.length}`);
    expect(events).toEqual([expect.any(String), 'a', '4', 'b', '4']);
  });

  it('refuses data of another length than its shape', async () => {
    const lying = new Map([['w', memoryTensor('float32', [3], new Float32Array(2))]]);
    await expect(encodeSafetensors(lying)).rejects.toMatchObject({ code: 'SHAPE', path: 'w' });
  });
});
