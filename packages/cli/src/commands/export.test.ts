import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { decodeOnnx } from '@gossamer/core/onnx';
import { encodeSafetensors, memoryTensor, seededInput } from '@gossamer/core/weights';
import { loadGolden } from '@gossamer/goldens';
import { expectClose, runOnnxruntime } from '@gossamer/testkit';
import { describe, expect, it } from 'vitest';
import { type Folder, gossamer, temporaryFolder, testData } from '../testing/run-gossamer.js';

/** A network of timm's that is small enough to keep; tiny.json says how it was made. */
const TINY = (
  'mobilenetv2_100 --set width=0.1 --set depth=0.3 --num-classes 5 --in-chans 1 --output-stride 16 --size 48x64 ' +
  `--weights ${testData('tiny.safetensors')}`
).split(' ');

interface Tiny {
  input_shape: number[];
  logits: number[];
}

interface Exported {
  model: string;
  options: Record<string, unknown>;
  out: string;
  bytes: number;
  input: object;
  outputs: object[];
  weights: { source: string; sha256?: string };
  passes: { pass: string; changed: number }[];
  phases: Record<string, number>;
  notes: { kind: string; names: string[] }[];
}

async function exported(folder: Folder, ...args: string[]) {
  const out = folder.file('net.onnx');
  const outcome = await gossamer('export', ...args, '-o', out, '--json');
  expect(outcome.stderr).not.toContain('Error');
  return { ...outcome, document: outcome.json<Exported>(), bytes: readFileSync(out) };
}

describe('gossamer export', () => {
  it('compiles for a target, and says what was done', async () => {
    const folder = temporaryFolder();
    const args = ['mobilenetv3_small_050', '--size', '64', '--num-classes', '10', '--weights', 'seeded'];
    const plain = await exported(folder, ...args);
    const feeds = { pixel_values: seededInput('input', [2, 3, 64, 64]) };
    const wanted = await runOnnxruntime(plain.bytes, feeds);
    for (const target of ['cpu', 'webgpu', 'cuda', 'wasm']) {
      const { document, bytes, stderr } = await exported(folder, ...args, '--target', target, '--explain');
      const found = await runOnnxruntime(bytes, feeds, { optimization: 'all' });
      expectClose(found.logits as never, wanted.logits as never, 1e-5, target);
      expect(document.passes.find(({ pass }) => pass === 'foldBatchNorm')).toMatchObject({
        changed: 34,
        cost: { before: { nodes: expect.any(Number) }, after: { macs: expect.any(Number) } },
      });
      expect(stderr).toMatch(/pass +places +nodes +MACs +weights\n/);
      expect(stderr).toMatch(/foldBatchNorm +34 +\d+ -> \d+ /);
    }
  });

  it('writes what PyTorch computes', async () => {
    const tiny = JSON.parse(readFileSync(testData('tiny.json'), 'utf8')) as Tiny;
    const { bytes } = await exported(temporaryFolder(), ...TINY);
    const { logits } = await runOnnxruntime(bytes, { pixel_values: seededInput('input', tiny.input_shape) });
    const expected = { dtype: 'float32', shape: [2, 5], data: tiny.logits };
    expectClose(logits as typeof expected, expected, 1e-5);
  });

  it('writes the reference network with its seeded weights', async () => {
    const golden = loadGolden('networks/mobilenetv2_100.json');
    const { bytes } = await exported(
      temporaryFolder(),
      'mobilenetv2_100',
      '--weights',
      `seeded:${golden.gain}`,
    );
    const shape = golden.inputs[0]?.shape as number[];
    const { logits } = await runOnnxruntime(bytes, { pixel_values: seededInput('input', shape) });
    const expected = {
      dtype: 'float32',
      shape: golden.logits?.shape as number[],
      data: golden.logits?.values as number[],
    };
    expectClose(logits as typeof expected, expected, 3e-5);
  }, 60_000);

  it('says what it wrote', async () => {
    const { document, bytes } = await exported(temporaryFolder(), ...TINY);
    const sha256 = createHash('sha256')
      .update(readFileSync(testData('tiny.safetensors')))
      .digest('hex');
    expect(document).toMatchObject({
      model: 'mobilenetv2_100',
      options: { width: 0.1, depth: 0.3, numClasses: 5, inChans: 1, outputStride: 16 },
      bytes: bytes.length,
      input: { name: 'pixel_values', shape: ['N', 1, 48, 64] },
      outputs: [{ name: 'logits', shape: ['N', 5] }],
      weights: { source: 'tiny.safetensors', sha256 },
    });
    expect(document.notes.map(({ kind }) => kind)).toEqual(['converted']);
    expect(document.passes.find(({ pass }) => pass === 'foldBatchNorm')?.changed).toBeGreaterThan(10);
    expect(Object.keys(document.phases)).toEqual(['buildMs', 'bindMs', 'passesMs', 'hashMs', 'encodeMs']);
    const { graph } = decodeOnnx(bytes);
    expect(Object.fromEntries(graph.metadata)).toMatchObject({
      model: 'mobilenetv2_100',
      weights: 'tiny.safetensors',
      weights_sha256: sha256,
    });
    expect(JSON.parse(graph.metadata.get('options') as string)).toEqual(document.options);
    expect(JSON.parse(graph.metadata.get('preprocessing') as string)).toMatchObject({
      inputSize: [48, 64],
      cropPct: 0.875,
      mean: [0.485, 0.456, 0.406],
    });
  });

  it('names outputs by what they are', async () => {
    const folder = temporaryFolder();
    const outputs = async (...args: string[]) =>
      (await exported(folder, 'mobilenetv2_035', '--weights', 'random', '--batch', '2', ...args)).document
        .outputs;
    expect(await outputs()).toEqual([{ name: 'logits', shape: [2, 1000] }]);
    expect(await outputs('--num-classes', '0')).toEqual([{ name: 'embedding', shape: [2, 1280] }]);
    expect(await outputs('--features=-1,1', '--size', '64')).toEqual([
      { name: 'feature_1', shape: [2, 8, 16, 16] },
      { name: 'feature_4', shape: [2, 112, 2, 2] },
    ]);
  });

  it('takes a whole checkpoint for a part of the network, and another size only when asked to adapt', async () => {
    const folder = temporaryFolder();
    const checkpoint = ['--weights', testData('tiny.safetensors')];
    const net = ['mobilenetv2_100', '--set', 'width=0.1', '--set', 'depth=0.3', '--in-chans', '1'];
    const pooled = await exported(folder, ...net, ...checkpoint, '--num-classes', '0');
    expect(pooled.document.notes.find(({ kind }) => kind === 'dropped')?.names).toEqual([
      'classifier.bias',
      'classifier.weight',
    ]);
    const other = ['export', ...net, ...checkpoint, '--num-classes', '7', '-o', folder.file('other.onnx')];
    expect(await gossamer(...other)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('classifier.weight: needs float32[7,1280], found float16[5,1280]'),
    });
    expect((await gossamer(...other)).stderr).toContain('add --adapt');
    const pool = ['export', ...net, ...checkpoint, '--num-classes', '5', '--global-pool', 'catavgmax'];
    expect((await gossamer(...pool, '-o', folder.file('pool.onnx'))).stderr).toContain(
      'classifier.weight reads 1280 channels in the checkpoint and 2560 here',
    );
    const wide = ['export', ...net, '--set', 'width=0.5', ...checkpoint, '-o', folder.file('wide.onnx')];
    expect((await gossamer(...wide)).stderr).toMatch(
      / reads \d+ channels .*the width and the pooling it was trained/,
    );
    const adapted = await gossamer(...other, '--adapt');
    expect(adapted.stderr).toContain('the classifier has another number of classes');
    expect(adapted.status).toBe(0);
  });

  it('is the same file each time', async () => {
    const folder = temporaryFolder();
    const first = (await exported(folder, ...TINY)).bytes;
    expect((await exported(folder, ...TINY)).bytes.equals(first)).toBe(true);
  });

  it('builds, binds and encodes within 0.3 s of CPU', async () => {
    const folder = temporaryFolder();
    const golden = loadGolden('networks/mobilenetv2_100.json');
    const tensors = golden.state_dict.map(([name, shape]) => {
      const size = shape.reduce((product, side) => product * side, 1);
      return [name, memoryTensor('float32', shape, new Float32Array(size).fill(0.5))] as const;
    });
    writeFileSync(folder.file('w.safetensors'), await encodeSafetensors(new Map(tensors)));
    const args = ['mobilenetv2_100', '--weights', folder.file('w.safetensors')];
    await exported(folder, ...args);
    const again = await gossamer('export', ...args, '-o', folder.file('net.onnx'), '--debug');
    const cpu = Number(/([\d.]+) ms of CPU/.exec(again.stderr)?.[1]);
    expect(cpu).toBeGreaterThan(0);
    expect(cpu).toBeLessThan(300);
  });
});

describe('gossamer export --format hf', () => {
  it('writes the folder transformers.js expects', async () => {
    const folder = temporaryFolder();
    const out = folder.file('hub/net');
    const { status } = await gossamer(
      'export',
      'mobilenetv2_050',
      '--weights',
      'seeded',
      '--format',
      'hf',
      '-o',
      out,
    );
    expect(status).toBe(0);
    const config = JSON.parse(readFileSync(`${out}/config.json`, 'utf8'));
    expect(config).toMatchObject({ model_type: 'mobilenet_v2', num_labels: 1000 });
    expect(config.id2label[281]).toContain('tabby');
    expect(config.label2id[config.id2label[281]]).toBe(281);
    expect(JSON.parse(readFileSync(`${out}/preprocessor_config.json`, 'utf8'))).toMatchObject({
      do_resize: true,
      size: { shortest_edge: 256 },
      resample: 3,
      crop_size: { height: 224, width: 224 },
      image_mean: [0.485, 0.456, 0.406],
    });
    const { graph } = decodeOnnx(readFileSync(`${out}/onnx/model.onnx`));
    expect(graph.outputs.map(({ name }) => name)).toEqual(['logits']);
  });

  it('is for classifiers, and leaves nothing behind where it fails', async () => {
    const folder = temporaryFolder();
    const args = ['export', 'mobilenetv2_050', '--weights', 'seeded', '--format', 'hf'];
    const out = ['-o', folder.file('hub')];
    expect(await gossamer(...args, '--num-classes', '0', ...out)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--format hf is for classifiers'),
    });
    expect(folder.list()).toEqual([]);
  });
});
