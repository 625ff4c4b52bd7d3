// Networks compiled in Chromium from checkpoints of a hub, of files and addresses, and kept there.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Tensor, toNumbers } from '@gossamer/core';
import { interpret } from '@gossamer/core/reference';
import { encodeSafetensors, seededInput, seededWeights } from '@gossamer/core/weights';
import { goldenPath } from '@gossamer/goldens';
import { createModel, mobilenetv4_conv_small_035 } from '@gossamer/models/mobilenetv4';
import { startHub, type TestHub } from '@gossamer/testkit/hub';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from '../testing/browser.js';
import type { CompiledFunctions, PlainOrigin } from '../testing/programs/compiled.js';

const REPO = 'timm/small.in1k';
const TORCH = 'zip_float32.pth';

const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, range',
  'access-control-expose-headers': 'x-error-code, x-repo-commit, content-range, etag',
  'cross-origin-resource-policy': 'cross-origin',
};

const model = () => {
  const { graph } = createModel(mobilenetv4_conv_small_035, { batch: 1, size: 64, numClasses: 10 });
  return { graph, weights: seededWeights(graph.params, 1.2) };
};

let browser: TestBrowser<CompiledFunctions>;
let bytes: Uint8Array;
let expected: Tensor;
beforeAll(async () => {
  browser = await startBrowser<CompiledFunctions>('compiled');
  bytes = await encodeSafetensors(model().weights);
  const feeds = { pixel_values: seededInput('input', [1, 3, 64, 64]) };
  expected = (await interpret(model(), feeds)).logits as Tensor;
});
afterAll(() => browser?.[Symbol.asyncDispose]());

let hub: TestHub;
let options: { hub: { endpoint: string; retry: { attempts: number; baseMs: number } } };
beforeEach(async () => {
  const files = { 'model.safetensors': bytes, [TORCH]: readFileSync(goldenPath(`checkpoints/${TORCH}`)) };
  hub = await startHub({ [REPO]: { files } }, { headers: cors });
  options = { hub: { endpoint: hub.endpoint, retry: { attempts: 2, baseMs: 1 } } };
  return () => hub[Symbol.asyncDispose]();
});

const address = (file = 'model.safetensors') => `${hub.endpoint}/${REPO}/resolve/main/${file}`;
const downloads = () =>
  hub.requests.filter(({ host, method }) => host === 'storage' && method === 'GET').length;

function expectLogits(logits: readonly number[] | undefined): void {
  const wanted = toNumbers(expected.dtype, expected.data);
  const largest = Math.max(...wanted.map(Math.abs));
  expect(logits).toHaveLength(10);
  for (const [i, value] of (logits ?? []).entries()) {
    expect(Math.abs(value - (wanted[i] as number)) / largest).toBeLessThan(5e-5);
  }
}

describe('a checkpoint is compiled once', () => {
  it.each<[string, 'cache' | 'opfs', () => PlainOrigin]>([
    ['the hub', 'cache', () => ({ repo: REPO })],
    ['the hub', 'opfs', () => ({ repo: REPO })],
    ['an address', 'cache', () => ({ url: address() })],
    [
      'an address with its hash',
      'opfs',
      () => ({
        url: address(),
        sha256: createHash('sha256').update(bytes).digest('hex'),
      }),
    ],
    ['a file', 'cache', () => ({ file: address() })],
  ])('from %s, kept in %s', async (from, storage, origin) => {
    await using page = await browser.open('isolated');
    const first = await page.call('load', origin(), { ...options, storage });
    expect(first).toMatchObject({ fromCache: false });
    expect(first.notKept).toBeUndefined();
    expectLogits(first.logits);
    expect(first.phases.slice(-5)).toEqual(['compile', 'encode', 'keep', 'create', 'ready']);
    expect(first.phases.includes('download')).toBe(from !== 'a file');
    const before = downloads();
    const again = await page.call('load', origin(), { ...options, storage });
    expect(again).toMatchObject({ fromCache: true, logits: first.logits });
    expect(again.phases).not.toContain('compile');
    // Only what has no name of its own is fetched again.
    expect(downloads() - before).toBe({ 'an address': 1, 'a file': 1 }[from] ?? 0);
    // Another network is another entry, and these weights are refused as they should be.
    const other = await page.call('load', origin(), { ...options, storage, classes: 11 });
    expect(other.error).toMatchObject({ code: 'WEIGHT_MISMATCH' });
    expect(page.consoleErrors).toEqual([]);
  });
});

describe('in Chromium', () => {
  it('reads files of PyTorch', async () => {
    await using page = await browser.open('plain');
    const golden = JSON.parse(readFileSync(goldenPath(`checkpoints/${TORCH}.json`), 'utf8')) as Record<
      string,
      { dtype: string; shape: number[]; values: number[] }
    >;
    const wanted = Object.entries(golden).filter(
      ([, { dtype, shape }]) => dtype === 'float32' && shape.length > 0 && !shape.includes(0),
    );
    const shapes = Object.fromEntries(wanted.map(([name, { shape }]) => [name, shape]));
    const tensors = await page.call('tensors', address(TORCH), shapes);
    expect(tensors).toEqual(Object.fromEntries(wanted.map(([name, { values }]) => [name, values])));
    expect(Object.keys(tensors).length).toBeGreaterThan(3);
  });

  it('entries that are damaged are made again', async () => {
    await using page = await browser.open('plain');
    const load = () => page.call('load', { url: address() }, { only: true });
    await load();
    for (const [share, cut] of [
      [0.00001, false],
      [0.7, false],
      [0.5, true],
    ] as const) {
      await page.call('spoil', share, cut);
      expect(await load(), `at ${share}`).toMatchObject({ fromCache: false });
      expect(await load()).toMatchObject({ fromCache: true });
    }
    await page.call('clear');
    expect(await page.call('kept')).toEqual([]);
  });

  it('where the browser grants no space the network runs all the same, and says why it was not kept', async () => {
    await using page = await browser.open('plain');
    await page.limitStorage(100_000);
    const result = await page.call('load', { url: address() });
    expectLogits(result.logits);
    expect(result).toMatchObject({ fromCache: false, notKept: { kind: 'quota', usage: expect.any(Number) } });
    expect(await page.call('kept')).toEqual([]);
  });

  it('where space is short older networks make room', async () => {
    await using page = await browser.open('plain');
    await page.limitStorage(Math.round(bytes.length * 1.6));
    const file = await encodeSafetensors(seededWeights(model().graph.params, 1));
    hub.publish('timm/other.in1k', { files: { 'model.safetensors': file } });
    const other = { url: `${hub.endpoint}/timm/other.in1k/resolve/main/model.safetensors` };
    const first = await page.call('load', { url: address() }, { only: true });
    expect(first.notKept).toBeUndefined();
    expect((await page.call('load', other, { only: true })).notKept).toBeUndefined();
    expect(await page.call('kept')).toHaveLength(1);
    expect(await page.call('load', other, { only: true })).toMatchObject({ fromCache: true });
  });

  it('is cancelled at every phase, and not in the way of the next one', async () => {
    await using page = await browser.open('plain');
    for (const abortAt of ['download', 'compile', 'encode', 'keep', 'create']) {
      const { error } = await page.call('load', { url: address() }, { abortAt });
      expect(error, abortAt).toMatchObject({ code: 'ABORTED' });
    }
    expectLogits((await page.call('load', { url: address() })).logits);
  });

  it('two that want the same network compile it once', async () => {
    await using page = await browser.open('plain');
    expect([...(await page.call('together', { url: address() }, 2))].sort()).toEqual([false, true]);
  });

  it('bytes other than those asked for are refused, and an address without an answer named', async () => {
    await using page = await browser.open('plain');
    const sha256 = createHash('sha256').update('other').digest('hex');
    const { error } = await page.call('load', { url: address(), sha256 });
    expect(error).toMatchObject({ code: 'IO', details: { kind: 'integrity' } });
    const missing = await page.call('load', { url: address('none') });
    expect(missing.error).toMatchObject({ code: 'IO', reason: 'the server answers 404' });
    await hub[Symbol.asyncDispose]();
    const gone = await page.call('load', { url: address() });
    expect(gone.error).toMatchObject({ code: 'IO', details: { kind: 'unreachable' } });
    expect(await page.call('kept')).toEqual([]);
  });

  it('a hub that gives no answer leaves what is kept', async () => {
    await using page = await browser.open('plain');
    await page.call('load', { repo: REPO }, { ...options, only: true });
    await hub[Symbol.asyncDispose]();
    const again = await page.call('load', { repo: REPO }, { ...options, only: true });
    expect(again).toMatchObject({ fromCache: true });
  });
});

describe('a page without storage', () => {
  it.each(['sandboxed', 'insecure'])('loads all the same: %s', async (folder) => {
    await using page = await browser.open(folder);
    for (const origin of [{ repo: REPO }, { url: address() }, { file: address() }]) {
      const { error, fromCache, notKept, logits } = await page.call('load', origin, options);
      expect(error).toBeUndefined();
      expect({ fromCache, notKept }).toMatchObject({ fromCache: false, notKept: { kind: 'quota' } });
      expectLogits(logits);
    }
  });

  it('compares hashes where the page has no crypto', async () => {
    await using page = await browser.open('insecure');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const right = await page.call('load', { url: address(), sha256 }, options);
    expectLogits(right.logits);
    const wrong = await page.call('load', { url: address(), sha256: sha256.replace(/^../, '00') }, options);
    expect(wrong.error?.details).toMatchObject({ kind: 'integrity' });
  });
});
