// Downloads from a hub on this machine into Chromium's storage.
import { createHash } from 'node:crypto';
import { encodeSafetensors, memoryTensor, seededTensor } from '@gossamer/core/weights';
import { startHub, type TestHub } from '@gossamer/testkit/hub';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from '../testing/browser.js';
import type { HubFunctions } from '../testing/programs/hub.js';

const REPO = 'timm/tiny.in1k';
const FILE = 'model.safetensors';
/** Two parts and a bit. */
const ELEMENTS = 2_300_000;

/** What lets pages of other origins read the hub, as the real one allows it. */
const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, range',
  'access-control-expose-headers': 'x-error-code, x-repo-commit, content-range, etag',
};

async function weightsOf(name: string, elements: number): Promise<Uint8Array> {
  const { dtype, data } = seededTensor(name, [elements], 1);
  return encodeSafetensors(new Map([[name, memoryTensor(dtype, [elements], data)]]));
}

let browser: TestBrowser<HubFunctions>;
let hub: TestHub;
let bytes: Uint8Array;
let sha256: string;
beforeAll(async () => {
  browser = await startBrowser<HubFunctions>('hub');
  bytes = await weightsOf('conv.weight', ELEMENTS);
  sha256 = createHash('sha256').update(bytes).digest('hex');
});
afterAll(() => browser?.[Symbol.asyncDispose]());

let options: { endpoint: string; retry: { attempts: number; baseMs: number } };
beforeEach(async () => {
  const files = { [FILE]: bytes, 'config.json': '{}\n' };
  const shards = {
    'model-1.safetensors': await weightsOf('a.weight', 10),
    'model-2.safetensors': await weightsOf('b.weight', 20),
    'model.safetensors.index.json': JSON.stringify({
      weight_map: { 'a.weight': 'model-1.safetensors', 'b.weight': 'model-2.safetensors' },
    }),
  };
  const repositories = {
    [REPO]: { files, tags: ['v1'] },
    'lab/sharded': { files: shards },
    'lab/gated': { files, access: 'gated' as const },
  };
  hub = await startHub(repositories, { token: 'hf_test', headers: cors });
  options = { endpoint: hub.endpoint, retry: { attempts: 3, baseMs: 1 } };
  return () => hub[Symbol.asyncDispose]();
});

const storage = () => hub.requests.filter(({ host, method }) => host === 'storage' && method === 'GET');
const grows = (numbers: readonly number[]) => numbers.every((n, i) => n >= (numbers[i - 1] ?? 0));

describe.each(['cache', 'opfs'] as const)('kept in %s', (kind) => {
  it('is downloaded once, hashed, and found again', async () => {
    await using page = await browser.open('plain');
    const first = await page.call('download', REPO, FILE, { ...options, storage: kind });
    expect(first).toMatchObject({
      size: bytes.length,
      sha256,
      digest: sha256,
      fromCache: false,
      commit: hub.commitOf(REPO),
    });
    expect([...new Set(first.progress.map(({ phase }) => phase))]).toEqual([
      'resolve',
      'download',
      'verify',
      'done',
    ]);
    expect(grows(first.progress.map(({ loaded }) => loaded))).toBe(true);
    expect(first.progress.at(-1)).toMatchObject({ loaded: bytes.length, total: bytes.length });
    const before = hub.requests.length;
    const again = await page.call('download', REPO, FILE, { ...options, storage: kind });
    expect(again).toMatchObject({ digest: sha256, fromCache: true });
    expect(hub.requests.slice(before).map(({ path }) => path)).toEqual([`/api/models/${REPO}/revision/main`]);
    const revision = hub.commitOf(REPO);
    expect(await page.call('download', REPO, FILE, { ...options, storage: kind, revision })).toMatchObject({
      fromCache: true,
    });
    expect(hub.requests).toHaveLength(before + 1);
    const { cache, opfs } = await page.call('kept');
    expect([cache.length > 0, opfs.length > 0]).toEqual([kind === 'cache', kind === 'opfs']);
    expect(page.consoleErrors).toEqual([]);
  });

  it('is continued by whole parts after it was cancelled', async () => {
    await using page = await browser.open('plain');
    hub.faults.push({ slowMs: 1 });
    const stopped = await page.call('download', REPO, FILE, {
      ...options,
      storage: kind,
      abortAt: 5_000_000,
    });
    expect(stopped.error).toMatchObject({ code: 'ABORTED' });
    const resumed = await page.call('download', REPO, FILE, { ...options, storage: kind });
    expect(resumed).toMatchObject({ digest: sha256, fromCache: false });
    expect(storage().map(({ range }) => range)).toEqual([undefined, `bytes=${4 << 20}-`]);
  });

  it('leaves nothing of bytes that are wrong', async () => {
    await using page = await browser.open('plain');
    hub.faults.push({ corruptAt: 9_000_000 });
    const { error } = await page.call('download', REPO, FILE, { ...options, storage: kind });
    expect(error).toMatchObject({ code: 'IO', details: { kind: 'integrity', expected: sha256 } });
    expect(await page.call('kept')).toEqual({ cache: [], opfs: [] });
    expect(await page.call('download', REPO, FILE, { ...options, storage: kind })).toMatchObject({
      digest: sha256,
    });
  });

  it('says so where the browser grants no more space, and takes none of it', async () => {
    await using page = await browser.open('plain');
    await page.limitStorage(5_000_000);
    const { error } = await page.call('download', REPO, FILE, { ...options, storage: kind });
    expect(error).toMatchObject({
      code: 'IO',
      details: { kind: 'quota', usage: expect.any(Number) },
      hint: expect.stringContaining("storage: 'memory'"),
    });
    expect(await page.call('kept')).toEqual({ cache: [], opfs: [] });
    expect(await page.call('download', REPO, FILE, { ...options, storage: 'memory' })).toMatchObject({
      digest: sha256,
      fromCache: false,
    });
  });
});

describe('in Chromium', () => {
  it('a cut connection is resumed where it was', async () => {
    await using page = await browser.open('plain');
    hub.faults.push({ cutAfter: 1_000_000 }, { cutAfter: 300_000 }, { status: 503 });
    const { digest, progress } = await page.call('download', REPO, FILE, options);
    expect(digest).toBe(sha256);
    expect(storage().length).toBe(4);
    expect(
      storage()
        .slice(1)
        .every(({ range }) => /^bytes=[1-9]\d*-$/.test(range ?? '')),
    ).toBe(true);
    expect(grows(progress.map(({ loaded }) => loaded))).toBe(true);
  });

  it('parts that were spoilt cost another download, not a failure', async () => {
    await using page = await browser.open('plain');
    await page.call('download', REPO, FILE, options);
    await page.call('spoil');
    await page.call('unmark');
    expect(await page.call('download', REPO, FILE, options)).toMatchObject({
      digest: sha256,
      fromCache: false,
    });
    expect(storage().map(({ range }) => range)).toEqual([undefined, `bytes=${8 << 20}-`, undefined]);
  });

  it('two that want the same file download it once', async () => {
    await using page = await browser.open('plain');
    hub.faults.push({ slowMs: 1 });
    expect([...(await page.call('twice', REPO, FILE, options))].sort()).toEqual([false, true]);
    expect(storage()).toHaveLength(1);
  });

  it('a hub that gives no answer leaves what is kept', async () => {
    await using page = await browser.open('plain');
    await page.call('download', REPO, FILE, options);
    await hub[Symbol.asyncDispose]();
    expect(await page.call('download', REPO, FILE, options)).toMatchObject({
      digest: sha256,
      fromCache: true,
      note: expect.stringContaining('the hub gave no answer'),
    });
    expect((await page.call('download', REPO, 'config.json', options)).error).toMatchObject({
      details: { kind: 'unreachable' },
    });
  });

  it('a server that never answers is given up', async () => {
    await using page = await browser.open('plain');
    hub.hubFaults.push({ hang: true }, { hang: true }, { hang: true });
    const { error } = await page.call('download', REPO, FILE, { ...options, timeoutMs: 100 });
    expect(error).toMatchObject({ reason: expect.stringContaining('no answer in time') });
  });

  it('the token goes to the hub alone', async () => {
    await using page = await browser.open('plain');
    const { error } = await page.call('download', 'lab/gated', FILE, options);
    expect(error).toMatchObject({
      details: { kind: 'unauthorized', gated: true },
      hint: expect.stringContaining('accept the terms'),
    });
    const { digest } = await page.call('download', 'lab/gated', FILE, { ...options, token: 'hf_test' });
    expect(digest).toBe(sha256);
    expect(storage().map(({ authorization }) => authorization)).toEqual([undefined]);
    expect(hub.requests.filter(({ authorization }) => authorization !== undefined).length).toBeGreaterThan(1);
  });

  it('what is missing is named with what there is', async () => {
    await using page = await browser.open('plain');
    const file = await page.call('download', REPO, 'modle.safetensors', options);
    expect(file.error).toMatchObject({
      hint: 'did you mean model.safetensors?',
      details: { kind: 'not-found', missing: 'file' },
    });
    const revision = await page.call('download', REPO, FILE, { ...options, revision: 'v2' });
    expect(revision.error).toMatchObject({ hint: 'did you mean v1?', details: { missing: 'revision' } });
  });

  it('weights open from the storage, in one file and in shards', async () => {
    await using page = await browser.open('plain');
    const one = await page.call('weights', REPO, options);
    expect(one).toMatchObject({ shapes: { 'conv.weight': [ELEMENTS] }, file: FILE });
    const wanted = Array.from(seededTensor('conv.weight', [ELEMENTS], 1).data as Float32Array);
    expect(one.sum).toBe(wanted.reduce((total, value) => total + value, 0));
    const two = await page.call('weights', 'lab/sharded', options);
    expect(two.shapes).toEqual({ 'a.weight': [10], 'b.weight': [20] });
    await hub[Symbol.asyncDispose]();
    expect(await page.call('weights', 'lab/sharded', options)).toEqual(two);
  });
});
