// Every kind of bad input: the right code and status, a hint, one JSON document, and no file left behind.
import { readFileSync, writeFileSync } from 'node:fs';
import { goldenPath } from '@gossamer/goldens';
import { describe, expect, it } from 'vitest';
import { type Folder, gossamer, gossamerWith, temporaryFolder, testData } from '../testing/run-gossamer.js';

/** A safetensors file with one float32 tensor that says it is of this shape and lies at these bytes. */
function safetensors(shape: number[], offsets: [number, number], bytes: number): Buffer {
  const header = JSON.stringify({ 'conv_stem.weight': { dtype: 'F32', shape, data_offsets: offsets } });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(bytes)]);
}

const MODEL = 'mobilenetv2_035';
const PICTURE = goldenPath('pictures/chelsea.png');

interface BadInput {
  /** What is in `bad.*` of the test's folder. */
  readonly name?: string;
  readonly content?: () => string | Uint8Array;
  readonly args: (folder: Folder) => string[];
  readonly code: string;
  readonly status: number;
  readonly says: string;
  readonly hint: string;
}

const fromWeights = (folder: Folder) => [
  'export',
  MODEL,
  '--weights',
  folder.file('bad.bin'),
  '-o',
  folder.file('net.onnx'),
];

const CASES: Record<string, BadInput> = {
  'an unknown model': {
    args: (folder) => ['export', 'mobilenetv2_10', '--weights', 'seeded', '-o', folder.file('net.onnx')],
    code: 'UNKNOWN_MODEL',
    status: 2,
    says: 'there is no model "mobilenetv2_10"',
    hint: 'mobilenetv2_100',
  },
  "timm's name of a model with its weights, where a file may stand, too": {
    args: () => ['inspect', 'mobilenetv2_100.ra_in1k'],
    code: 'UNKNOWN_MODEL',
    status: 2,
    says: 'there is no model "mobilenetv2_100.ra_in1k"',
    hint: '--weights pretrained:ra_in1k',
  },
  'a repository, where a name or a file is asked for': {
    args: () => ['classify', PICTURE, '--model', 'timm/mobilenetv2_100'],
    code: 'IO',
    status: 1,
    says: 'cannot read timm/mobilenetv2_100: there is no such file',
    hint: '--weights hf:OWNER/REPO',
  },
  'a network that is not there': {
    args: () => ['inspect', 'none.onnx'],
    code: 'IO',
    status: 1,
    says: 'cannot read none.onnx: there is no such file',
    hint: 'check the path and what may be done there',
  },
  'a value of no form': {
    args: () => ['inspect', MODEL, '--set', 'width=wide'],
    code: 'OPTION',
    status: 2,
    says: '--set width should be a number, found "wide"',
    hint: '`gossamer inspect --help` shows what is possible',
  },
  'a repository without hf: before it': {
    args: (folder) => ['export', MODEL, '--weights', 'timm/net.in1k', '-o', folder.file('net.onnx')],
    code: 'IO',
    status: 1,
    says: 'cannot read timm/net.in1k: there is no such file',
    hint: '--weights hf:timm/net.in1k',
  },
  'a share in percent': {
    args: () => ['classify', PICTURE, '--model', MODEL, '--weights', 'seeded', '--crop-pct', '87.5'],
    code: 'OPTION',
    status: 2,
    says: 'cropPct is 87.5',
    hint: 'not percent',
  },
  'an archive without pictures': {
    args: (folder) => [
      'embed',
      folder.file('bad.bin.tar'),
      '--model',
      MODEL,
      '--weights',
      'seeded',
      '-o',
      folder.file('net.npy'),
    ],
    name: 'bad.bin.tar',
    content: () => new Uint8Array(1024),
    code: 'IO',
    status: 1,
    says: 'there is no picture in',
    hint: '.jpg',
  },
  'a folder that is not there, for a data set': {
    args: (folder) => [
      'embed',
      PICTURE,
      '--model',
      MODEL,
      '--weights',
      'seeded',
      '-o',
      folder.file('none/net.parquet'),
    ],
    code: 'IO',
    status: 1,
    says: 'none/net.parquet: ENOENT',
    hint: 'folders are not made',
  },
  'an unknown flag': {
    args: (folder) => ['export', MODEL, '--wieghts', 'seeded', '-o', folder.file('net.onnx')],
    code: 'OPTION',
    status: 2,
    says: 'unknown flag --wieghts',
    hint: '--weights',
  },
  'an option out of range': {
    args: (folder) => [
      'export',
      MODEL,
      '--weights',
      'seeded',
      '--set',
      'width=-1',
      '-o',
      folder.file('net.onnx'),
    ],
    code: 'OPTION',
    status: 2,
    says: 'option width should be from',
    hint: 'width multiplier',
  },
  'truncated safetensors': {
    name: 'bad.bin',
    content: () => readFileSync(testData('tiny.safetensors')).subarray(0, 100_000),
    args: fromWeights,
    code: 'FORMAT',
    status: 1,
    says: 'the file has 100000',
    hint: 'truncated',
  },
  'safetensors cut inside the header': {
    name: 'bad.bin',
    content: () => readFileSync(testData('tiny.safetensors')).subarray(0, 500),
    args: fromWeights,
    code: 'FORMAT',
    status: 1,
    says: 'the header should have',
    hint: 'truncated',
  },
  'safetensors that lie about a shape': {
    name: 'bad.bin',
    content: () => safetensors([1000, 1000, 1000], [0, 4], 4),
    args: fromWeights,
    code: 'FORMAT',
    status: 1,
    says: 'takes 4000000000 bytes, its data_offsets span 4',
    hint: 'damaged',
  },
  'weights of another shape': {
    name: 'bad.bin',
    content: () => safetensors([16, 3, 3], [0, 576], 576),
    args: fromWeights,
    code: 'WEIGHT_MISMATCH',
    status: 1,
    says: 'missing blocks.0.0.conv_dw.weight',
    hint: 'checkpoint of this network',
  },
  'text for weights': {
    name: 'bad.bin',
    content: () => 'these are not weights\n',
    args: fromWeights,
    code: 'FORMAT',
    status: 1,
    says: 'found text',
    hint: '.safetensors',
  },
  'weights that are not there': {
    args: fromWeights,
    code: 'IO',
    status: 1,
    says: 'there is no such file',
    hint: 'seeded',
  },
  'text for a picture': {
    name: 'bad.png',
    content: () => 'this is not a picture\n',
    args: (folder) => ['preprocess', folder.file('bad.png'), '--size', '224', '-o', folder.file('out.npy')],
    code: 'IMAGE',
    status: 1,
    says: 'not a picture',
    hint: 'it looks like text',
  },
  'text for an ONNX file': {
    name: 'bad.onnx',
    content: () => 'this is not ONNX\n',
    args: (folder) => ['inspect', folder.file('bad.onnx')],
    code: 'FORMAT',
    status: 1,
    says: 'expected an ONNX model, found text',
    hint: '.onnx',
  },
  'a checkpoint for an ONNX file': {
    name: 'bad.onnx',
    content: () => readFileSync(testData('tiny.safetensors')),
    args: (folder) => ['inspect', folder.file('bad.onnx')],
    code: 'FORMAT',
    status: 1,
    says: 'safetensors',
    hint: '.onnx',
  },
  'a folder that is not there': {
    args: (folder) => ['export', MODEL, '--weights', 'seeded', '-o', folder.file('no/net.onnx')],
    code: 'IO',
    status: 1,
    says: 'cannot write',
    hint: 'folders are not made',
  },
};

interface ErrorDocument {
  schemaVersion: number;
  error: { code: string; message: string; hint: string };
}

describe('bad input', () => {
  it.each(Object.entries(CASES))('%s', async (_, { name, content, args, code, status, says, hint }) => {
    const folder = temporaryFolder();
    if (name !== undefined && content !== undefined) writeFileSync(folder.file(name), content());
    const outcome = await gossamer(...args(folder), '--json');
    const { schemaVersion, error } = outcome.json<ErrorDocument>();
    expect({ status: outcome.status, schemaVersion, code: error.code }).toEqual({
      status,
      schemaVersion: 1,
      code,
    });
    expect(error.message).toContain(says);
    expect(error.hint).toContain(hint);
    expect(outcome.stderr).toContain(error.hint);
    expect(outcome.stderr).toContain(`(${code}): `);
    expect(folder.list()).toEqual(name === undefined ? [] : [name]);
  });

  it('a signal before the work is done', async () => {
    const folder = temporaryFolder();
    const words = ['export', MODEL, '--weights', 'seeded', '-o', folder.file('net.onnx')];
    const controller = new AbortController();
    const outcome = gossamerWith({ signal: controller.signal }, ...words, '--json');
    controller.abort();
    const { status, json } = await outcome;
    expect({ status, code: json<ErrorDocument>().error.code }).toEqual({ status: 130, code: 'ABORTED' });
    expect(folder.list()).toEqual([]);
  });

  it('keeps the file that was there before', async () => {
    const folder = temporaryFolder();
    writeFileSync(folder.file('bad.bin'), readFileSync(testData('tiny.safetensors')).subarray(0, 100_000));
    writeFileSync(folder.file('net.onnx'), 'older');
    expect((await gossamer(...fromWeights(folder))).status).toBe(1);
    expect(readFileSync(folder.file('net.onnx'), 'utf8')).toBe('older');
  });
});
