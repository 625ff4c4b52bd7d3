// Weights of the hub through the program, against a hub on this machine.
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { decodeOnnx } from '@gossamer/core/onnx';
import { encodeSafetensors, type LazyTensor, seededWeights } from '@gossamer/core/weights';
import { goldenPath } from '@gossamer/goldens';
import { createModel, findCheckpoint } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { startHub, type TestHub } from '@gossamer/testkit/hub';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchPublished } from '../pipeline/fetch-weights.js';
import { type Folder, gossamer, gossamerWith, temporaryFolder } from '../testing/run-gossamer.js';

const MODEL = 'tf_mobilenetv3_small_minimal_100';
const REPO = `timm/${MODEL}.in1k`;
const LARGER = 'timm/mobilenetv4_conv_small.e3600_r256_in1k';
const picture = goldenPath('pictures/chelsea.png');

/** A whole checkpoint of a model, its values made from names. */
async function checkpoint(model: string): Promise<Uint8Array> {
  const { graph } = createModel(await findModel(model));
  return encodeSafetensors(seededWeights(graph.params, 1) as ReadonlyMap<string, LazyTensor>);
}

let bytes: Uint8Array;
let hub: TestHub;
beforeAll(async () => {
  bytes = await checkpoint(MODEL);
  const files = { 'model.safetensors': bytes };
  const larger = { 'model.safetensors': await checkpoint('mobilenetv4_conv_small') };
  hub = await startHub({
    [REPO]: { files, tags: ['v1'] },
    [LARGER]: { files: larger },
    'lab/gated': { files, access: 'gated' },
    'lab/named': { files: { 'weights/best.safetensors': bytes } },
  });
});
afterAll(() => hub[Symbol.asyncDispose]());

let folder: Folder;
beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv('HF_ENDPOINT', hub.endpoint);
  vi.stubEnv('HF_HUB_CACHE', folder.file('hub'));
  vi.stubEnv('GOSSAMER_CACHE', folder.file('cache'));
  vi.stubEnv('HF_TOKEN', 'hf_other');
  return () => vi.unstubAllEnvs();
});

interface Exported {
  readonly model: string;
  readonly input: { readonly shape: readonly unknown[] };
  readonly weights: { readonly source: string; readonly sha256: string };
}

const source = (repo: string, file = 'model.safetensors') => `hf:${repo}/${file}@${hub.commitOf(repo)}`;

describe('--weights pretrained', () => {
  it('exports the published checkpoint, and says where it is from', async () => {
    const out = folder.file('a.onnx');
    const first = await gossamer('export', MODEL, '--weights', 'pretrained', '-o', out, '--json');
    expect(first).toMatchObject({ status: 0 });
    expect(first.json<Exported>().weights).toEqual({
      source: source(REPO),
      sha256: hub.oidOf(REPO, 'model.safetensors'),
    });
    const { metadata } = decodeOnnx(readFileSync(out)).graph;
    expect(metadata.get('weights')).toBe(source(REPO));
    expect(JSON.parse(metadata.get('preprocessing') ?? '')).toMatchObject({
      interpolation: 'bilinear',
      mean: [0.5, 0.5, 0.5],
    });
    // Once here it needs no network.
    vi.stubEnv('HF_HUB_OFFLINE', '1');
    const before = hub.requests.length;
    const again = await gossamer(
      'export',
      MODEL,
      '--weights',
      `hf:${REPO}`,
      '-o',
      folder.file('b.onnx'),
      '--json',
    );
    expect(again.json<Exported>().weights).toEqual(first.json<Exported>().weights);
    expect(Buffer.compare(readFileSync(folder.file('b.onnx')), readFileSync(out))).toBe(0);
    expect(hub.requests).toHaveLength(before);
  });

  it('takes what belongs to a tag: input size, classes, the preparation of pictures', async () => {
    const tagged = [
      'export',
      'mobilenetv4_conv_small',
      '--weights',
      'pretrained:e3600_r256_in1k',
      '--json',
      '-o',
    ];
    const { json, status, stderr } = await gossamer(...tagged, folder.file('a.onnx'));
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(json<Exported>()).toMatchObject({ input: { shape: ['N', 3, 256, 256] } });
    const { metadata } = decodeOnnx(readFileSync(folder.file('a.onnx'))).graph;
    expect(JSON.parse(metadata.get('preprocessing') ?? '')).toMatchObject({
      inputSize: [256, 256],
      cropPct: 0.95,
      std: [0.5, 0.5, 0.5],
    });
    const smaller = await gossamer(...tagged, folder.file('b.onnx'), '--size', '96');
    expect(smaller.json<Exported>()).toMatchObject({ input: { shape: ['N', 3, 96, 96] } });
  });

  it('is as strict as a file, and adapts as one', async () => {
    const words = [
      'export',
      MODEL,
      '--weights',
      'pretrained',
      '--num-classes',
      '5',
      '-o',
      folder.file('a.onnx'),
    ];
    const strict = await gossamer(...words);
    expect(strict).toMatchObject({ status: 1, stderr: expect.stringContaining('add --adapt') });
    const adapted = await gossamer(...words, '--adapt');
    expect(adapted).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('starts from random values'),
    });
  });

  it('classifies and embeds as the same file does', async () => {
    const file = folder.file('model.safetensors');
    await writeFile(file, bytes);
    const top = async (weights: string) => {
      const { json, status, stderr } = await gossamer(
        'classify',
        picture,
        '--model',
        MODEL,
        '--weights',
        weights,
        '--json',
      );
      expect({ status, stderr }).toMatchObject({ status: 0 });
      return json<{ results: { top: unknown[] }[] }>().results[0]?.top;
    };
    expect(await top('pretrained')).toEqual(await top(file));
    const embed = ['embed', picture, '--model', MODEL, '--out', folder.file('a.npy')];
    const { status } = await gossamer(...embed, '--weights', 'pretrained');
    expect(status).toBe(0);
    expect(readFileSync(folder.file('a.npy')).length).toBe(128 + 4 * 1024);
  });

  it('benches', { timeout: 60_000 }, async () => {
    const words = [
      'bench',
      MODEL,
      '--weights',
      'pretrained',
      '--threads',
      '1',
      '--size',
      '32',
      '--json',
      '--min-time',
      '1',
      '--warmup',
      '1',
    ];
    const { status, stderr, stdout } = await gossamer(...words);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stdout).toContain(source(REPO));
  });

  it('shows how far it is, on a terminal', async () => {
    hub.faults.push({ slowMs: 1 });
    const { stderr, status } = await gossamerWith(
      { columns: 100 },
      'export',
      MODEL,
      '--weights',
      'pretrained',
      '-o',
      folder.file('a.onnx'),
    );
    expect(status).toBe(0);
    expect(stderr).toMatch(/model\.safetensors: [\d.]+ [kM]?B of 8\.2\d MB/);
  });

  it('stops cleanly', async () => {
    hub.faults.push({ slowMs: 20 });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 500);
    const outcome = await gossamerWith(
      { signal: controller.signal },
      'export',
      MODEL,
      '--weights',
      'pretrained',
      '-o',
      folder.file('a.onnx'),
    );
    expect(outcome).toMatchObject({ status: 130, stdout: '' });
    expect(folder.list()).not.toContain('a.onnx');
  });
});

describe('--weights hf:', () => {
  it('takes classes, labels and the preparation of pictures out of what timm saved', async () => {
    const { graph } = createModel(await findModel(MODEL), { numClasses: 3 });
    const own = await encodeSafetensors(seededWeights(graph.params, 1) as ReadonlyMap<string, LazyTensor>);
    const config = {
      architecture: MODEL,
      num_classes: 3,
      label_names: ['one', 'two', 'three'],
      pretrained_cfg: {
        input_size: [3, 64, 96],
        interpolation: 'bicubic',
        crop_pct: 1,
        crop_mode: 'squash',
        mean: [0, 0, 0],
        std: [1, 1, 1],
      },
    };
    hub.publish('lab/own', { files: { 'model.safetensors': own, 'config.json': JSON.stringify(config) } });
    const words = ['--model', MODEL, '--weights', 'hf:lab/own', '--json'];
    const { json, status, stderr } = await gossamer('classify', picture, ...words);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    const [result] = json<{ results: { top: { label: string }[] }[] }>().results;
    expect(result?.top.map(({ label }) => label).sort()).toEqual(['one', 'three', 'two']);
    const out = folder.file('a.onnx');
    const exported = await gossamer('export', MODEL, '--weights', 'hf:lab/own', '-o', out, '--json');
    expect(exported.json<Exported>()).toMatchObject({ input: { shape: ['N', 3, 64, 96] } });
    expect(JSON.parse(decodeOnnx(readFileSync(out)).graph.metadata.get('preprocessing') ?? '')).toMatchObject(
      {
        cropMode: 'squash',
        mean: [0, 0, 0],
      },
    );
    hub.publish('lab/own', { files: { 'model.safetensors': own, 'config.json': '{"num_classes": "many"}' } });
    const strict = await gossamer('classify', picture, ...words);
    expect(strict).toMatchObject({ status: 1, stderr: expect.stringContaining('add --adapt') });
  });
});

describe('gossamer weights', () => {
  it('reads the header of a checkpoint on the hub, and leaves the rest there', async () => {
    const before = hub.requests.length;
    const { json } = await gossamer('weights', `hf:${REPO}@v1`, '--match', MODEL, '--json');
    const listed = json<{ source: string; sha256: string; tensors: object[]; match: object }>();
    expect(listed).toMatchObject({
      source: source(REPO),
      sha256: hub.oidOf(REPO, 'model.safetensors'),
      match: { missing: [], unexpected: [], misshaped: [] },
    });
    expect(listed.tensors).toHaveLength(174);
    const sent = hub.requests.slice(before).reduce((sum, request) => sum + request.sent, 0);
    expect(sent).toBe(65_536);
    expect(folder.list()).toEqual([]);
  });

  it('reads a file of another name, and the checkpoint of a model', async () => {
    const named = await gossamer('weights', 'hf:lab/named/weights/best.safetensors', '--json');
    expect(named.json()).toMatchObject({ source: source('lab/named', 'weights/best.safetensors') });
    const pretrained = await gossamer('weights', 'pretrained', '--match', MODEL);
    expect(pretrained).toMatchObject({ status: 0, stdout: expect.stringContaining('every key fits') });
    expect(await gossamer('weights', 'pretrained')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('add --match MODEL'),
    });
  });
});

describe('what cannot be had', () => {
  it.each([
    [MODEL, 'pretrained:in2k', 2, 'there is no checkpoint "in2k"', 'did you mean in1k?'],
    ['mobilenetv2_035', 'pretrained', 2, 'nobody has published weights of this model', 'list --pretrained'],
    ['shufflenetv1_g3_100', 'pretrained', 2, 'cannot be downloaded from here', 'readme of megvii-model'],
    [MODEL, 'hf:timm/tf_mobilenetv3_small_minimal_100.in1', 1, 'there is no timm/', `did you mean ${REPO}`],
    [MODEL, `hf:${REPO}@v2`, 1, 'has no revision "v2"', 'did you mean v1?'],
    [MODEL, `hf:${REPO}/modle.safetensors`, 1, 'has no such file', 'did you mean model.safetensors?'],
    [MODEL, 'hf:lab/named', 1, 'has no such file', 'weights/best.safetensors'],
    [MODEL, 'hf:lab/gated', 1, 'lab/gated is gated', 'ask for access at'],
    [MODEL, 'hf:../../etc', 2, 'cannot be a repository', 'OWNER/REPO'],
  ])('%s with %s', async (model, weights, status, reason, hint) => {
    const outcome = await gossamer('export', model, '--weights', weights, '-o', folder.file('a.onnx'));
    expect(outcome).toMatchObject({ status, stdout: '' });
    expect(outcome.stderr).toContain(reason);
    expect(outcome.stderr).toContain(hint);
    expect(outcome.stderr).not.toContain('hf_other');
  });
});

it('checkpoints published at an address are downloaded with the hash of their publisher', async () => {
  const entry = findCheckpoint(await findModel('mobilenetv2_100'), 'tv_in1k');
  const url = `${hub.endpoint}/${REPO}/resolve/main/model.safetensors`;
  const sha256 = hub.oidOf(REPO, 'model.safetensors').slice(0, 8);
  expect(await fetchPublished('m', { ...entry, url, sha256 })).toMatchObject({ name: url, notes: [] });
  await expect(fetchPublished('m', { ...entry, url, sha256: '00000000' })).rejects.toMatchObject({
    details: { kind: 'integrity' },
  });
});
