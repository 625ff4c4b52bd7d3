import { readFileSync } from 'node:fs';
import { goldenPath } from '@gossamer/goldens';
import { processorMs } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../errors.js';
import { pickle, storage, tensor, torchZip, zip } from '../../testing/torchFiles.js';
import { bytesSource } from '../byte-source.js';
import { readTorch } from './index.js';

const { file, text, int, global, tuple, list, dict, call, none } = pickle;
const data = { '0': new Uint8Array(Float32Array.of(1, 2).buffer) };
const weight = tensor(storage('0', 2));
const attack = call(global('posix', 'system'), text('touch /tmp/executed'));

function open(pickled: string, storages: Readonly<Record<string, Uint8Array>> = data) {
  return readTorch(bytesSource(torchZip(pickled, storages), 'hostile.pth'));
}

describe('a pickle that wants to run code', () => {
  it.each([
    ['as a tensor at the top', file(dict(text('conv.weight'), attack, text('a.b'), weight))],
    ['as a bare parameter', file(dict(text('weight'), attack, text('a.b'), weight))],
    [
      'as a tensor of a named state dict',
      file(dict(text('state_dict'), dict(text('x'), attack, text('w'), weight))),
    ],
    [
      'as the data of a parameter',
      file(dict(text('w'), call(global('torch._utils', '_rebuild_parameter'), attack))),
    ],
    ['as a storage', file(dict(text('w'), tensor(attack)))],
    ['as the whole file', file(attack)],
    ['as the only value', file(dict(text('w'), attack))],
    ['as a class that is called', file(dict(text('a.w'), `${attack})R`, text('a.b'), weight))],
    [
      'by making a tensor from a type',
      file(
        dict(
          text('w'),
          call(
            global('torch._tensor', '_rebuild_from_type_v2'),
            global('posix', 'system'),
            none,
            tuple(text('x')),
            none,
          ),
        ),
      ),
    ],
    ['as a class of storage', file(dict(text('w'), tensor(storage('0', 2, 'system', 'posix'))))],
  ])('%s is an error that names it', async (_, pickled) => {
    const error: unknown = await open(pickled).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FormatError);
    expect((error as FormatError).message).toContain('posix.system');
  });

  it.each([
    ['a call', attack, 'posix.system'],
    ['an object', `${global('evil', 'Class')})\x81${dict(text('key'), int(1))}b`, 'evil.Class'],
    ['an object with keywords', `${global('evil', 'Class')})}\x92`, 'evil.Class'],
    [
      'an attribute',
      call(global('builtins', 'getattr'), global('os', 'environ'), text('HOME')),
      'builtins.getattr',
    ],
    ['eval', call(global('builtins', 'eval'), text('1')), 'builtins.eval'],
    ['a class by a prototype name', call(global('__proto__', 'constructor')), '__proto__.constructor'],
  ])('%s beside the tensors stays an inert name', async (_, value, kind) => {
    const { tensors, other } = await open(
      file(dict(text('state_dict'), dict(text('w'), weight), text('x'), value)),
    );
    expect([...tensors.keys()]).toEqual(['w']);
    expect(other).toMatchObject([{ name: 'x', kind }]);
  });
});

describe('a lying pickle', () => {
  const lies: [what: string, pickled: string, reason: RegExp][] = [
    ['nothing at all', '', /ends too early/],
    ['no end', '\x80\x02}', /ends too early/],
    ['protocol 1', '\x80\x01}.', /protocol 1/],
    ['protocol 6', '\x80\x06}.', /protocol 6/],
    ['an opcode of protocol 0', file('I1\n'), /opcode 0x49/],
    ['an extension', file('\x82\x01'), /opcode 0x82/],
    ['an out-of-band buffer', file('\x97'), /opcode 0x97/],
    ['an empty stack', file(''), /stack is empty/],
    ['a pop past a mark', file('N(0a'), /stack is empty/],
    ['a missing mark', file('t'), /mark is missing/],
    ['an empty memo', file('h\x05'), /memo 5 is empty/],
    ['a key without value', file('}(Nu'), /key has no value/],
    ['appending to a dict', file('}Na'), /not a list/],
    ['items for a list', file(']NNs'), /not a dict/],
    ['adding to a dict', file('}(\x90'), /not a set/],
    ['calling a number', file('K\x01)R'), /not a name is called/],
    ['arguments that are a list', file(`${global('a', 'b')}]R`), /not a tuple/],
    ['a name that is a number', file('K\x01K\x02\x93'), /name is not text/],
    ['text past the end', file('X\xff\xff\xff\x7fabc'), /ends too early/],
    ['text of 64 bits', file('\x8d\xff\xff\xff\xff\xff\xff\xff\xffabc'), /ends too early/],
    ['text that is not UTF-8', file('U\x02\xff\xfe'), /not UTF-8/],
    ['a huge integer', file(`\x8b\xff\xff\x00\x00`), /integer of 65535 bytes/],
    ['a long name', file(`c${'x'.repeat(2000)}\n`), /name is too long/],
    ['deep marks', file('('.repeat(20_000)), /nests deeper/],
    ['a number', file('K\x01'), /no state dict: int/],
    ['no tensors', file(dict(text('a'), int(1))), /no state dict: dict/],
    ['a list of tensors', file(list(weight)), /no state dict: list/],
    [
      'a negative offset',
      file(dict(text('w'), tensor(storage('0', 2), { offset: -1 }))),
      /valid type, offset/,
    ],
    [
      'a negative size',
      file(dict(text('w'), tensor(storage('0', 2), { shape: [-1] }))),
      /valid type, offset/,
    ],
    [
      'a negative stride',
      file(dict(text('w'), tensor(storage('0', 2), { strides: [-1] }))),
      /valid type, offset/,
    ],
    [
      'fewer strides than sizes',
      file(dict(text('w'), tensor(storage('0', 2), { shape: [1, 2] }))),
      /2 sizes and 1/,
    ],
    ['a view past the end', file(dict(text('w'), tensor(storage('0', 2), { offset: 1 }))), /reaches outside/],
    [
      'a stride past the end',
      file(dict(text('w'), tensor(storage('0', 2), { strides: [2] }))),
      /reaches outside/,
    ],
    [
      'a repetition without end',
      file(dict(text('w'), tensor(storage('0', 2), { shape: [1e9], strides: [0] }))),
      /over 64 times/,
    ],
    [
      'a product past 2^53',
      file(
        dict(text('w'), tensor(storage('0', 2), { shape: Array(40).fill(2e9), strides: Array(40).fill(0) })),
      ),
      /over 64 times/,
    ],
    [
      'a rank of a thousand',
      file(
        dict(
          text('w'),
          tensor(storage('0', 2), { shape: Array(1000).fill(1), strides: Array(1000).fill(1) }),
        ),
      ),
      /valid type, offset/,
    ],
    ['a storage that is not there', file(dict(text('w'), tensor(storage('7', 2)))), /does not hold its data/],
    [
      'a storage that is too short',
      file(dict(text('w'), tensor(storage('0', 3)))),
      /needs 12 bytes, the archive has 8/,
    ],
    [
      'a storage of another kind',
      file(dict(text('w'), tensor(storage('0', 2, 'ThingStorage')))),
      /expected a storage class/,
    ],
    ['a persistent id of nothing', file(dict(text('w'), tensor('NQ'))), /not that of a storage/],
    ['a path as a key', file(dict(text('w'), tensor(storage('../data.pkl', 1)))), /does not hold its data/],
  ];

  it.each(lies)('%s is a FormatError', async (_, pickled, reason) => {
    const error: unknown = await open(pickled).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FormatError);
    expect(error).toMatchObject({ reason: expect.stringMatching(reason) });
  });

  const loop = 'h\x01'.repeat(6);
  it.each([
    [
      'copies of copies',
      file(
        `]q\x01(${'N'.repeat(50_000)}e0`,
        call(global('collections', 'OrderedDict'), 'h\x01').repeat(50_000),
      ),
    ],
    ['lists of themselves', file(dict(text('a.w'), weight, text('x'), `]q\x01(${loop}e`.repeat(1000)))],
    ['nested lists', file(']'.repeat(500_000), 'a'.repeat(499_999))],
    ['nested tuples', file(dict(text('w'), weight, text('x'), `)${'\x85'.repeat(500_000)}`))],
    ['many opcodes', `\x80\x02${'N0'.repeat(2_500_000)}}.`],
    ['modules that share children', file(sharedModules(40))],
  ])('%s take no second', async (_, pickled) => {
    let result: unknown;
    const ms = await processorMs(async () => {
      result = await open(pickled).catch((e: unknown) => e);
    });
    expect(result instanceof FormatError || typeof result === 'object').toBe(true);
    if (result instanceof Error) expect(result).toBeInstanceOf(FormatError);
    expect(ms).toBeLessThan(1000);
  });

  it('may hold empty views that stand outside their storage, as PyTorch makes them', async () => {
    const empty = tensor(storage('0', 2), { offset: 9, shape: [3, 0], strides: [1, 1] });
    const { tensors } = await open(file(dict(text('w'), empty)));
    expect(await tensors.get('w')?.read()).toEqual(new Float32Array(0));
  });

  it('sets no prototype', async () => {
    const { tensors, other } = await open(
      file(dict(text('__proto__'), weight, text('constructor'), dict(text('polluted'), none))),
    );
    expect([...tensors.keys()]).toEqual(['__proto__']);
    expect(other).toMatchObject([{ name: 'constructor' }]);
    expect({}).not.toHaveProperty('polluted');
  });
});

/** Each level's module has the next one as two children: 2^levels modules in a few bytes. */
function sharedModules(levels: number): string {
  const module = (children: string) =>
    `${global('evil', 'Module')})\x81${dict(text('_modules'), children, text('_parameters'), dict(text('p'), none))}b`;
  let nested = module(dict());
  for (let i = 0; i < levels; i++) nested = module(dict(text('a'), `${nested}q\x07`, text('b'), 'h\x07'));
  return nested;
}

describe('zip archives', () => {
  const good = file(dict(text('w'), weight));

  it('may be zip64', async () => {
    const entries = [
      ['a/data.pkl', Buffer.from(good, 'latin1')],
      ['a/data/0', data['0']],
    ] as const;
    const { tensors } = await readTorch(bytesSource(zip(entries, true)));
    expect(await tensors.get('w')?.read()).toEqual(Float32Array.of(1, 2));
  });

  const lies: [what: string, change: (bytes: Buffer) => Buffer, reason: RegExp][] = [
    ['cut short', (bytes) => bytes.subarray(0, -1), /end of the archive is missing/],
    [
      'with bytes after it',
      (bytes) => Buffer.concat([bytes, Buffer.alloc(3)]),
      /end of the archive is missing/,
    ],
    [
      'without its directory',
      (bytes) => put(bytes, 16, bytes.length - 40),
      /directory is damaged|truncated|needs bytes/,
    ],
    ['of a million entries', (bytes) => put16(put16(bytes, 8, 60_000), 10, 60_000), /do not fit a directory/],
    ['split in two', (bytes) => put16(bytes, 4, 1), /split|end of the archive/],
  ];
  it.each(lies)('%s are a FormatError', async (_, change, reason) => {
    const error: unknown = await readTorch(bytesSource(change(torchZip(good, data)))).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(FormatError);
    expect(error).toMatchObject({ reason: expect.stringMatching(reason) });
  });

  it.each([
    ['a compressed entry', 10, 8, /compressed \(method 8\)/],
    ['an encrypted entry', 8, 1, /encrypted/],
    ['two sizes', 20, 5, /two sizes/],
    ['a header past the end', 44, 0x7fff, /the entry needs/],
  ])('%s is a FormatError', async (_, field, value, reason) => {
    const bytes = torchZip(good, data);
    bytes.writeUInt16LE(value, bytes.indexOf(Buffer.from('PK\x01\x02')) + field);
    await expect(readTorch(bytesSource(bytes))).rejects.toMatchObject({
      code: 'FORMAT',
      reason: expect.stringMatching(reason),
    });
  });

  it('say what they are when they are not checkpoints', async () => {
    const script = zip([
      ['a/data.pkl', Buffer.from(good, 'latin1')],
      ['a/constants.pkl', new Uint8Array(1)],
    ]);
    await expect(readTorch(bytesSource(script))).rejects.toMatchObject({
      reason: expect.stringMatching(/TorchScript/),
    });
    // As torch.jit.save writes its programs.
    const directory = script.indexOf(Buffer.from('PK\x01\x02'));
    script.writeUInt16LE(8, directory + 10);
    await expect(readTorch(bytesSource(script))).rejects.toMatchObject({
      reason: expect.stringMatching(/TorchScript/),
    });
    const packed = zip([['run/best.pth', new Uint8Array(1)]]);
    await expect(readTorch(bytesSource(packed))).rejects.toMatchObject({
      hint: 'unpack it: it holds run/best.pth',
    });
    const numpy = zip([['x.npy', new Uint8Array(1)]]);
    await expect(readTorch(bytesSource(numpy))).rejects.toMatchObject({ hint: expect.stringMatching(/npz/) });
    const big = zip([
      ['a/data.pkl', Buffer.from(good, 'latin1')],
      ['a/byteorder', Buffer.from('big')],
    ]);
    await expect(readTorch(bytesSource(big))).rejects.toMatchObject({
      reason: expect.stringMatching(/little-endian/),
    });
    const twice = zip([
      ['a/data.pkl', Buffer.from(good, 'latin1')],
      ['a/data.pkl', Buffer.from(good, 'latin1')],
    ]);
    await expect(readTorch(bytesSource(twice))).rejects.toMatchObject({
      reason: expect.stringMatching(/two entries/),
    });
  });
});

describe('legacy files', () => {
  const good = readFileSync(goldenPath('checkpoints/legacy_float32.pth'));

  it.each([1, 20, 100, 500, 1000, good.length - 1])('cut to %i bytes are a FormatError', async (length) => {
    await expect(readTorch(bytesSource(good.subarray(0, length)))).rejects.toBeInstanceOf(FormatError);
  });

  it('with pickles of megabytes are read in larger and larger pieces', async () => {
    // The third pickle, a dict of the system's sizes, may hold anything: a long text moves the rest.
    const at = good.indexOf('type_sizes') + 'type_sizes'.length;
    const memo = good.subarray(at, at + 2);
    expect(memo[0]).toBe('q'.charCodeAt(0));
    const filler = Buffer.from(`${text('x'.repeat(3 << 20))}0`, 'latin1');
    const long = Buffer.concat([good.subarray(0, at + 2), filler, good.subarray(at + 2)]);
    const sizes: number[] = [];
    const source = bytesSource(long);
    const watched = {
      ...source,
      read: (start: number, end: number) => {
        sizes.push(end - start);
        return source.read(start, end);
      },
    };
    const { tensors } = await readTorch(watched);
    expect(await tensors.get('fc.bias')?.read()).toHaveLength(5);
    expect(sizes.filter((size) => size > 1000)).toEqual([1 << 20, long.length]);
  });

  it('that are big-endian are a FormatError', async () => {
    const bytes = Buffer.from(good);
    const at = bytes.indexOf('little_endian');
    const flag = bytes.indexOf(0x88, at);
    bytes[flag] = 0x89;
    await expect(readTorch(bytesSource(bytes))).rejects.toMatchObject({
      reason: expect.stringMatching(/big-endian/),
    });
  });

  it('with another number of elements than their tensors say are a FormatError', async () => {
    const bytes = Buffer.from(good);
    const count = Buffer.alloc(8);
    count.writeBigInt64LE(20n);
    bytes.writeBigInt64LE(21n, bytes.indexOf(count));
    await expect(readTorch(bytesSource(bytes))).rejects.toMatchObject({
      reason: 'has 21 elements, its tensors were made with 20',
    });
  });
});

/** A field of the end record, which is the last 22 bytes. */
function put(bytes: Buffer, field: number, value: number): Buffer {
  bytes.writeUInt32LE(value, bytes.length - 22 + field);
  return bytes;
}

function put16(bytes: Buffer, field: number, value: number): Buffer {
  bytes.writeUInt16LE(value, bytes.length - 22 + field);
  return bytes;
}
