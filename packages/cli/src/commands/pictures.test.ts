// classify, embed and preprocess on real pictures.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { goldenPath, loadJson } from '@gossamer/goldens';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { gossamer, gossamerWith, temporaryFolder } from '../testing/run-gossamer.js';

const MODEL = ['--model', 'mobilenetv2_035', '--weights', 'seeded:1.3', '--size', '96'];
const chelsea = goldenPath('pictures/chelsea.png');
const rocket = goldenPath('pictures/rocket.jpg');

interface Classified {
  schemaVersion: number;
  model: string;
  results: {
    image: string;
    top?: { index: number; label: string; probability: number }[];
    ms?: number;
    error?: { code: string; message: string };
  }[];
}

/** chelsea.png, inner/rocket.jpg and a text that says it is a picture. */
function pictureFolder() {
  const folder = temporaryFolder();
  mkdirSync(folder.file('pictures/inner'), { recursive: true });
  copyFileSync(chelsea, folder.file('pictures/chelsea.png'));
  copyFileSync(rocket, folder.file('pictures/inner/rocket.jpg'));
  writeFileSync(folder.file('pictures/text.png'), 'not a picture\n');
  writeFileSync(folder.file('pictures/notes.txt'), 'not looked at\n');
  return folder;
}

/** The shape and elements of a .npy file. */
function npy(path: string): { shape: number[]; data: Buffer } {
  const bytes = readFileSync(path);
  const end = 10 + bytes.readUInt16LE(8);
  const [, shape = ''] = /\(([^)]*)\)/.exec(bytes.toString('latin1', 10, end)) ?? [];
  return {
    shape: shape
      .split(',')
      .filter((size) => size.trim() !== '')
      .map(Number),
    data: bytes.subarray(end),
  };
}

function floats(data: Buffer): Float32Array {
  return new Float32Array(Uint8Array.from(data).buffer);
}

describe('gossamer classify', () => {
  it('has the fields of the contract and goes on after a picture that fails', async () => {
    const folder = pictureFolder();
    const { status, json, stderr } = await gossamer(
      'classify',
      folder.file('pictures'),
      ...MODEL,
      '--top',
      '3',
      '--json',
    );
    const { schemaVersion, model, results } = json<Classified>();
    expect({ status, schemaVersion, model }).toEqual({
      status: 0,
      schemaVersion: 1,
      model: 'mobilenetv2_035',
    });
    expect(results.map(({ image }) => image.slice(folder.file('pictures/').length))).toEqual([
      'chelsea.png',
      'inner/rocket.jpg',
      'text.png',
    ]);
    const [first, second, third] = results;
    for (const result of [first, second]) {
      const probabilities = result?.top?.map(({ probability }) => probability) ?? [];
      expect(probabilities).toHaveLength(3);
      expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
      expect(probabilities.every((p) => p > 0 && p < 1)).toBe(true);
      expect(result?.ms).toBeGreaterThan(0);
    }
    expect(third?.error).toMatchObject({ code: 'IMAGE' });
    expect(stderr).toContain('ImageError (IMAGE)');
    expect(stderr).toContain('3 pictures, 1 failed');
  });

  it('answers the same in batches, and in a file of lines', async () => {
    const folder = pictureFolder();
    const out = folder.file('labels.jsonl');
    const one = (await gossamer('classify', chelsea, rocket, ...MODEL, '--json')).json<Classified>();
    const { status, stdout } = await gossamer(
      'classify',
      chelsea,
      rocket,
      ...MODEL,
      '--batch',
      '2',
      '-o',
      out,
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    const lines = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const top = (results: Classified['results']) =>
      results.map(({ image, top }) => [
        image,
        top?.map(({ index, label, probability }) => [index, label, probability.toFixed(5)]),
      ]);
    expect(top(lines)).toEqual(top(one.results));
  });

  it('goes on with a file that ends in half a row', async () => {
    const folder = pictureFolder();
    const args = ['classify', folder.file('pictures'), ...MODEL, '--resume', '-o'];
    await gossamer(...args, folder.file('whole.jsonl'));
    const whole = readFileSync(folder.file('whole.jsonl'), 'utf8');
    writeFileSync(folder.file('part.jsonl'), whole.slice(0, whole.indexOf('\n') + 20));
    const { stderr } = await gossamer(...args, folder.file('part.jsonl'));
    expect(stderr).toContain('1 picture was done already');
    expect(readFileSync(folder.file('part.jsonl'), 'utf8')).toBe(whole);
    expect((await gossamer(...args, folder.file('part.jsonl'))).status).toBe(0);
    expect((await gossamer('classify', chelsea, ...MODEL, '--resume')).stderr).toContain('--out');
  });

  it('says what a run that is stopped leaves, and how to keep it', async () => {
    const folder = temporaryFolder();
    const controller = new AbortController();
    const onWrite = (text: string) => /\d\/60 pictures/.test(text) && controller.abort();
    const out = folder.file('labels.jsonl');
    const { status, stderr } = await gossamerWith(
      { signal: controller.signal, columns: 100, onWrite },
      'classify',
      ...Array.from({ length: 60 }, () => chelsea),
      ...MODEL,
      '-o',
      out,
    );
    expect(status).toBe(130);
    expect(stderr).toContain(`nothing is kept of ${out}: with --resume`);
    expect(folder.list()).toEqual([]);
  });

  it('runs many pictures on a session for each core', async () => {
    const folder = temporaryFolder();
    mkdirSync(folder.file('many'));
    for (let i = 0; i < 33; i++) copyFileSync(rocket, folder.file(`many/${i}.jpg`));
    const out = folder.file('vectors.npy');
    const { status } = await gossamer('embed', folder.file('many'), ...MODEL, '-o', out);
    const { shape, data } = npy(out);
    expect({ status, rows: shape[0] }).toEqual({ status: 0, rows: 33 });
    expect(floats(data).every(Number.isFinite)).toBe(true);
  });

  it('prints labels for people, and numbers of classes nobody has named', async () => {
    const { stdout } = await gossamer('classify', chelsea, ...MODEL, '--top', '2');
    expect(stdout).toMatch(/^\/.*chelsea\.png\n +\d+\.\d\d % {2}[a-z].*\n +\d+\.\d\d % {2}[a-z].*\n$/i);
    const few = await gossamer('classify', chelsea, ...MODEL, '--num-classes', '3', '--top', '9');
    expect(few.stdout.match(/class [0-2]$/gm)).toHaveLength(3);
  });

  it('fails where every picture fails, and leaves no file behind', async () => {
    const folder = pictureFolder();
    const out = folder.file('labels.jsonl');
    const { status, json } = await gossamer(
      'classify',
      folder.file('pictures/text.png'),
      folder.file('no.png'),
      ...MODEL,
      '-o',
      out,
      '--json',
    );
    expect(status).toBe(1);
    expect(json<Classified>().results.map(({ error }) => error?.code)).toEqual(['IMAGE', 'IO']);
    expect(folder.list()).toEqual(['pictures']);
  });

  it('refuses words that make no sense for pictures', async () => {
    const folder = pictureFolder();
    const cases: [string[], string][] = [
      [['--features'], '--features gives maps'],
      [['--in-chans', '1'], 'pictures have 3 channels'],
      [['--size', 'dynamic'], 'brought to one size'],
      [['--num-classes', '0'], 'nothing to classify with'],
      [['--top', '0'], '--top should be'],
      [['--interpolation', 'cubic'], '--interpolation should be one of'],
      [['--mean', '1,2'], '--mean should be 3 numbers'],
    ];
    for (const [words, message] of cases) {
      const { status, stderr } = await gossamer('classify', chelsea, ...MODEL, ...words);
      expect({ words, status }).toEqual({ words, status: 2 });
      expect(stderr).toContain(message);
    }
    mkdirSync(folder.file('empty'));
    expect(await gossamer('classify', folder.file('empty'), ...MODEL)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('there is no picture in'),
    });
  });
});

describe('gossamer embed', () => {
  it('writes one vector a picture, as lines and as an array', async () => {
    const folder = pictureFolder();
    const run = (name: string) =>
      gossamer('embed', folder.file('pictures'), ...MODEL, '-o', folder.file(name), '--json');
    const { status, json } = await run('vectors.jsonl');
    expect(status).toBe(0);
    expect(json<{ dimension: number }>()).toMatchObject({
      schemaVersion: 1,
      model: 'mobilenetv2_035',
      dimension: 1280,
    });
    const lines = readFileSync(folder.file('vectors.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ embedding, error }) => embedding?.length ?? error.code)).toEqual([
      1280,
      1280,
      'IMAGE',
    ]);
    await run('vectors.npy');
    const { shape, data } = npy(folder.file('vectors.npy'));
    const rows = floats(data);
    expect(shape).toEqual([3, 1280]);
    expect(Array.from(rows.subarray(0, 1280))).toEqual(lines[0].embedding);
    expect(Array.from(rows.subarray(1280, 2560))).toEqual(lines[1].embedding);
    expect(rows.subarray(2560).every(Number.isNaN)).toBe(true);
  });

  it('goes on with each kind of file where an earlier run was stopped', { timeout: 60_000 }, async () => {
    const folder = pictureFolder();
    const run = (pictures: string, name: string) =>
      gossamer('embed', folder.file(pictures), ...MODEL, '--resume', '-o', folder.file(name));
    for (const name of ['a.npy', 'a.jsonl', 'a.parquet']) {
      expect((await run('pictures/inner', name)).status).toBe(0);
      const { status, stderr } = await run('pictures', name);
      expect({ name, status }).toEqual({ name, status: 0 });
      expect(stderr).toContain('1 picture was done already');
    }
    const { shape } = npy(folder.file('a.npy'));
    expect(shape).toEqual([3, 1280]);
    const images = readFileSync(folder.file('a.npy.names.jsonl'), 'utf8').match(/[a-z]+\.(jpg|png)/g);
    expect(images).toEqual(['rocket.jpg', 'chelsea.png', 'text.png']);
    expect(readdirSync(folder.file('a.parquet'))).toEqual(['part-00000.parquet', 'part-00001.parquet']);
    const table = await asyncBufferFromFile(folder.file('a.parquet/part-00001.parquet'));
    const [first, second] = (await parquetReadObjects({ file: table })) as {
      embedding: number[];
      error: string;
    }[];
    const lines = readFileSync(folder.file('a.jsonl'), 'utf8').trim().split('\n');
    expect(first?.embedding).toEqual(JSON.parse(lines[1] as string).embedding);
    expect(second).toMatchObject({ embedding: undefined, error: expect.stringContaining('IMAGE') });
  });

  it('refuses other files and classifiers', async () => {
    const cases = [
      [['-o', 'x.csv'], "--out's extension should be one of .jsonl, .npy, .parquet"],
      [[], '--out is missing'],
      [['-o', 'x.npy', '--num-classes', '10'], 'leave out --num-classes'],
    ] as const;
    for (const [words, message] of cases) {
      const { status, stderr } = await gossamer('embed', chelsea, ...MODEL, ...words);
      expect({ words, status }).toEqual({ words, status: 2 });
      expect(stderr).toContain(message);
    }
  });
});

describe('gossamer extract', () => {
  it('writes an array a map, with the pictures of an archive in its order', async () => {
    const folder = pictureFolder();
    execFileSync('tar', [
      '-czf',
      folder.file('some.tgz'),
      '-C',
      folder.file('pictures'),
      'text.png',
      'chelsea.png',
    ]);
    const args = ['extract', folder.file('some.tgz'), ...MODEL, '--features', '1,3', '--json', '-o'];
    const { status, json } = await gossamer(...args, folder.file('maps.npy'));
    expect(status).toBe(0);
    const { features, results } = json<{
      features: object[];
      results: { image: string; error?: object }[];
    }>();
    expect(features).toMatchObject([
      { name: 'feature_1', reduction: 4, shape: [expect.any(Number), 24, 24] },
      { name: 'feature_3', reduction: 16, shape: [expect.any(Number), 6, 6] },
    ]);
    expect(results.map(({ image, error }) => [image.split('/').at(-1), error !== undefined])).toEqual([
      ['text.png', true],
      ['chelsea.png', false],
    ]);
    const { shape, data } = npy(folder.file('maps.feature_3.npy'));
    expect(shape).toEqual([2, ...(features[1] as { shape: number[] }).shape]);
    await gossamer(...args, folder.file('maps.jsonl'));
    const [, line] = readFileSync(folder.file('maps.jsonl'), 'utf8').trim().split('\n');
    const maps = JSON.parse(line as string).features;
    const rows = floats(data);
    expect(maps[1].data).toEqual(Array.from(rows.subarray(rows.length / 2)));
  });
});

describe('pictures from anywhere', () => {
  it('come by patterns, from archives and the web', { timeout: 60_000 }, async () => {
    const folder = pictureFolder();
    execFileSync('tar', ['-cf', folder.file('some.tar'), '-C', folder.file('pictures'), 'chelsea.png']);
    const server = createServer((request, response) => {
      response.end(readFileSync(request.url === '/a.png' ? chelsea : folder.file('some.tar')));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const words = [folder.file('**/*.jpg'), folder.file('some.tar'), `${at}/a.png`, `${at}/some.tar`];
      const { status, json } = await gossamer('classify', ...words, ...MODEL, '--top', '1', '--json');
      const { results } = json<Classified>();
      expect({ status, count: results.length }).toEqual({ status: 0, count: 4 });
      const [, ...cats] = results.map(({ top }) => top);
      for (const cat of cats) expect(cat).toEqual(cats[0]);
    } finally {
      server.closeAllConnections();
      server.close();
    }
    const none = await gossamer('classify', folder.file('*.none.jpg'), ...MODEL);
    expect(none).toMatchObject({ status: 1, stderr: expect.stringContaining('there is no picture in') });
    execFileSync('tar', ['-cf', folder.file('empty.tar'), '-C', folder.file('pictures'), 'notes.txt']);
    const empty = await gossamer('classify', folder.file('empty.tar'), ...MODEL);
    expect(empty).toMatchObject({ status: 1, stderr: expect.stringContaining('there is no picture in') });
  });
});

interface PreprocessCase {
  picture: string;
  input_size_hw: number[];
  crop_pct: number;
  interpolation: string;
  mean: number[];
  std: number[];
  uint8_sha256: string;
  tensor_first8: number[];
}

describe('gossamer preprocess', () => {
  const { cases } = loadJson<{ cases: PreprocessCase[] }>('preprocess.json');

  it.each(cases)('$picture at $crop_pct $interpolation is the picture timm makes', async (golden) => {
    const folder = temporaryFolder();
    const out = folder.file('out.npy');
    const args = [
      ...['preprocess', goldenPath(`pictures/${golden.picture}`), '-o', out],
      ...['--size', golden.input_size_hw.join('x'), '--crop-pct', String(golden.crop_pct)],
      ...[
        '--interpolation',
        golden.interpolation,
        '--mean',
        String(golden.mean),
        '--std',
        String(golden.std),
      ],
    ];
    expect(await gossamer(...args, '--uint8')).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('uint8['),
    });
    const bytes = npy(out);
    expect(bytes.shape).toEqual([...golden.input_size_hw, 3]);
    expect(createHash('sha256').update(bytes.data).digest('hex')).toBe(golden.uint8_sha256);
    await gossamer(...args);
    const tensor = npy(out);
    expect(tensor.shape).toEqual([3, ...golden.input_size_hw]);
    expect(Array.from(floats(tensor.data).subarray(0, 8))).toEqual(golden.tensor_first8.map(Math.fround));
  });

  it('prepares as the model was published', async () => {
    const out = temporaryFolder().file('out.npy');
    const { json } = await gossamer('preprocess', chelsea, '--model', 'mobilenetv2_100', '-o', out, '--json');
    expect(json()).toMatchObject({
      schemaVersion: 1,
      shape: [3, 224, 224],
      config: { cropPct: 0.875, interpolation: 'bicubic' },
    });
    const [golden] = cases;
    expect(Array.from(floats(npy(out).data).subarray(0, 8))).toEqual(golden?.tensor_first8.map(Math.fround));
  });

  it('needs to know how', async () => {
    expect(await gossamer('preprocess', chelsea, '-o', 'x.npy')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('neither --model nor --size'),
    });
  });
});
