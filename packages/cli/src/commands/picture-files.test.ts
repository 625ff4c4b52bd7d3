// classify, embed, extract and preprocess on ONNX files: our own exports, and files that say nothing of themselves.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Dim, emit, Graph, scopeOf, symbolicDim, tensorType, Value } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { Flatten, GlobalAveragePool, Softmax, Transpose } from '@gossamer/core/ops';
import { goldenPath } from '@gossamer/goldens';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gossamer } from '../testing/run-gossamer.js';

const NAME = ['mobilenetv2_035', '--weights', 'seeded:1.3', '--size', '96'];
const pictures = ['pictures/chelsea.png', 'pictures/rocket.jpg'].map(goldenPath);
const [chelsea] = pictures as [string];

interface Answers {
  model: string;
  weights: string;
  results: { image: string; top: { index: number; label: string; probability: number }[] }[];
}

/** For all tests of the file. */
const folder = mkdtempSync(join(tmpdir(), 'gossamer-cli-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The channels' means of a picture, as logits or as what a softmax makes of them. */
async function writeMeans(
  name: string,
  {
    shape = [symbolicDim('N'), 3, symbolicDim('H'), symbolicDim('W')] as Dim[],
    softmax = false,
    metadata = {},
  } = {},
): Promise<string> {
  const graph = new Graph('means');
  const s = scopeOf(graph);
  const input = graph.addInput('image', new Value(tensorType('float32', shape)));
  const x = shape[3] === 3 ? emit(s, Transpose, [input], { perm: [0, 3, 1, 2] }) : input;
  const means = emit(s, Flatten, [emit(s, GlobalAveragePool, [x], {})], { axis: 1 });
  const value = softmax ? emit(s, Softmax, [means], { axis: 1 }) : means;
  graph.setOutputs([{ name: 'scores', value }]);
  for (const [key, text] of Object.entries(metadata)) graph.metadata.set(key, String(text));
  writeFileSync(at(name), await encodeOnnx({ graph, weights: new Map() }));
  return at(name);
}

beforeAll(async () => {
  writeFileSync(at('names.txt'), 'cat\r\nrocket ship\r\nother\r\n');
  const exports = [
    ['logits.onnx'],
    ['own.onnx', '--num-classes', '3', '--labels', at('names.txt')],
    ['vectors.onnx', '--num-classes', '0', '--batch', '1'],
    ['maps.onnx', '--features', '1,2'],
  ];
  for (const [name, ...flags] of exports) {
    expect((await gossamer('export', ...NAME, ...flags, '-o', at(name as string))).status).toBe(0);
  }
});

describe('an exported file', () => {
  it('answers as the network it was made of', async () => {
    const run = async (...model: string[]) =>
      (await gossamer('classify', ...pictures, '--model', ...model, '--json')).json<Answers>();
    const [named, file, batches] = [
      await run(...NAME),
      await run(at('logits.onnx')),
      await run(at('logits.onnx'), '--batch', '2'),
    ];
    expect(file).toMatchObject({ model: 'mobilenetv2_035', weights: 'seeded:1.3' });
    const top = ({ results }: Answers) =>
      results.map((result) => result.top.map(({ label, probability }) => [label, probability.toFixed(5)]));
    expect(top(file)).toEqual(top(named));
    expect(top(batches)).toEqual(top(named));
  });

  it('says that nothing was learned, and nothing else', async () => {
    const { stderr } = await gossamer('classify', chelsea, '--model', at('logits.onnx'));
    expect(stderr).toMatch(/^weights are seeded:1\.3: nothing was learned.*\n1 picture, .*\n$/);
  });

  it('has the names of its classes, which others may replace', async () => {
    const labels = async (...flags: string[]) => {
      const outcome = await gossamer('classify', chelsea, '--model', at('own.onnx'), '--json', ...flags);
      return outcome
        .json<Answers>()
        .results[0]?.top.map(({ index, label }) => `${index} ${label}`)
        .sort();
    };
    expect(await labels()).toEqual(['0 cat', '1 rocket ship', '2 other']);
    writeFileSync(at('config.json'), '{"id2label": {"0": "a", "2": "c", "1": "b"}}');
    expect(await labels('--labels', at('config.json'))).toEqual(['0 a', '1 b', '2 c']);
    writeFileSync(at('list.json'), '["x", "y", "z"]');
    expect(await labels('--labels', at('list.json'))).toEqual(['0 x', '1 y', '2 z']);
  });

  it('gives the vectors and maps of its network', async () => {
    const rows = async (command: string, ...model: string[]) => {
      const out = at('rows.jsonl');
      expect((await gossamer(command, chelsea, '--model', ...model, '-o', out)).status).toBe(0);
      return JSON.parse(readFileSync(out, 'utf8'));
    };
    const { embedding } = await rows('embed', at('vectors.onnx'));
    const named = (await rows('embed', ...NAME)).embedding as number[];
    expect(embedding.length).toBe(1280);
    expect(Math.max(...named.map((value, i) => Math.abs(value - embedding[i])))).toBeLessThan(1e-5);
    const about = ({ features }: { features: Record<string, unknown>[] }) =>
      features.map(({ name, channels, reduction, shape }) => ({ name, channels, reduction, shape }));
    const maps = about(await rows('extract', at('maps.onnx')));
    expect(maps).toEqual(about(await rows('extract', ...NAME, '--features', '1,2')));
    expect(maps.map(({ reduction }) => reduction)).toEqual([4, 8]);
  });

  it('prepares pictures as it says', async () => {
    const tensor = async (...flags: string[]) => {
      const out = at('tensor.npy');
      expect((await gossamer('preprocess', chelsea, ...flags, '-o', out)).status).toBe(0);
      return readFileSync(out);
    };
    const file = await tensor('--model', at('logits.onnx'));
    expect(file.equals(await tensor('--model', 'mobilenetv2_035', '--size', '96'))).toBe(true);
    expect(file.equals(await tensor('--model', at('logits.onnx'), '--crop-pct', '1'))).toBe(false);
  });
});

describe("somebody else's file", () => {
  it('takes the usual preparation, and says so; what a softmax gave stays', async () => {
    const [logits, softmax] = [
      await writeMeans('plain.onnx'),
      await writeMeans('soft.onnx', { softmax: true }),
    ];
    const run = async (file: string) =>
      gossamer('classify', chelsea, '--model', file, '--size', '64', '--json');
    const [plain, soft] = [await run(logits), await run(softmax)];
    expect(plain.stderr).toMatch(
      /does not say how its pictures are prepared, taken for granted: 64x64, crop 0\.875/,
    );
    expect(plain.json<Answers>()).toMatchObject({ model: 'means', weights: logits });
    const top = ({ results }: Answers) =>
      results[0]?.top.map(({ label, probability }) => [label, probability.toFixed(6)]);
    expect(top(soft.json<Answers>())).toEqual(top(plain.json<Answers>()));
    expect(top(soft.json<Answers>())?.[0]?.[0]).toMatch(/^class \d$/);
  });

  it.each([
    [
      'channels last',
      { shape: [1, 32, 32, 3] },
      [],
      /takes image float32\[1,32,32,3\](.|\n)*channels come last/,
    ],
    ['another size', { shape: [1, 3, 32, 32] }, ['--size', '64'], /takes pictures of 32x32, --size is 64x64/],
    [
      'one at a time',
      { shape: [1, 3, 32, 32] },
      ['--batch', '4'],
      /takes one picture in a run, --batch is 4/,
    ],
    ['four at a time', { shape: [4, 3, 32, 32] }, [], /takes 4 pictures in a run/],
    ['grey', { shape: [1, 1, 32, 32] }, [], /takes image float32\[1,1,32,32\], expected one picture/],
    ['open sizes', {}, ['--size', 'dynamic'], /give --size a number/],
    ['names of its classes', {}, ['--labels', 'FOLDER/names.txt', '--size', '32'], undefined],
    [
      'labels of another network',
      { metadata: { labels: '["a"]' } },
      [],
      /"labels" has no name for each of 3 classes/,
    ],
    [
      'labels that are no list',
      { metadata: { labels: '{' } },
      [],
      /"labels" has no name for each of 3 classes/,
    ],
    [
      'a damaged preparation',
      { metadata: { preprocessing: '{"inputSize": [32]}' } },
      [],
      /"preprocessing" does not say how/,
    ],
    [
      'a preparation for huge pictures',
      {
        metadata: {
          preprocessing:
            '{"inputSize":[30000,30000],"cropPct":1,"cropMode":"center","interpolation":"bicubic","mean":[0,0,0],"std":[1,1,1]}',
        },
      },
      [],
      /pictures of 30000x30000 are too large/,
    ],
    ['no preparation', { metadata: { preprocessing: 'null' } }, [], /"preprocessing" does not say how/],
  ])('is run or refused with reasons: %s', async (name, options, flags, says) => {
    const file = await writeMeans(`${name}.onnx`, options as object);
    const words = (flags as string[]).map((flag) => flag.replace('FOLDER', at('.')));
    const { status, stderr } = await gossamer('classify', chelsea, '--model', file, ...words);
    expect(status === 0).toBe(says === undefined);
    if (says !== undefined) expect(stderr).toMatch(says);
  });
});

describe('words that do not fit a file', () => {
  it.each([
    ['classify', ['--model', 'vectors.onnx'], /gives embedding float32\[N,1280\], expected logits/],
    ['embed', ['--model', 'logits.onnx', '-o', 'x.npy'], /gives logits float32\[N,1000\], expected vectors/],
    [
      'extract',
      ['--model', 'logits.onnx', '-o', 'x.npy'],
      /expected maps: float32\[N,C,H,W\](.|\n)*--features/,
    ],
    [
      'classify',
      ['--model', 'logits.onnx', '--weights', 'w.pth', '--adapt'],
      /--weights, --adapt cannot change an ONNX file/,
    ],
    [
      'classify',
      ['--model', 'own.onnx', '--labels', 'list1.txt'],
      /--labels has 1 name, the network 3 classes/,
    ],
    [
      'classify',
      ['--model', 'own.onnx', '--labels', 'empty.txt'],
      /expected names of classes(.|\n)*a name a line/,
    ],
    ['classify', ['--model', 'own.onnx', '--labels', 'damaged.json'], /found damaged JSON/],
    [
      'classify',
      ['--model', 'own.onnx', '--labels', 'none.txt'],
      /cannot read .*none\.txt: there is no such file/,
    ],
    ['classify', ['--model', 'none.onnx'], /there is no such file(.|\n)*--weights hf:OWNER\/REPO/],
    ['classify', ['--model', 'names.txt'], /names\.txt/],
    ['preprocess', ['--model', 'none.onnx', '-o', 'x.npy'], /there is no such file/],
    ['preprocess', ['--model', 'names.txt', '-o', 'x.npy'], /does not say how its pictures are prepared/],
  ])('%s %s', async (command, flags, says) => {
    writeFileSync(at('list1.txt'), 'one\n');
    writeFileSync(at('empty.txt'), '\n');
    writeFileSync(at('damaged.json'), '[1,');
    const words = flags.map((word) => (word.includes('.') ? at(word) : word));
    const { status, stderr } = await gossamer(command, chelsea, ...words);
    expect(status).toBeGreaterThan(0);
    expect(stderr).toMatch(says);
  });
});
