import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openCheckpoint } from '@gossamer/core/weights';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FileSource, fileSource } from '../files/file-source.js';
import { checkpointBytes, FILE, type HubFixture, hubFixture, REPO } from '../testing/hub-fixture.js';
import { shardedFiles } from '../testing/sharded-files.js';
import { downloadHubWeights } from './download-hub-weights.js';
import { hubSource } from './hub-source.js';

const SHARDS = 'lab/sharded';
const shards = { repo: SHARDS, revision: 'main' };

let fixture: HubFixture;
beforeEach(async () => {
  fixture = await hubFixture({ [SHARDS]: { files: await shardedFiles(3) } });
});
afterEach(() => fixture[Symbol.asyncDispose]());

describe('weights in shards', () => {
  it('come with their index, and open as one checkpoint', async () => {
    const { options } = fixture;
    const download = await downloadHubWeights(shards, options);
    expect(download).toMatchObject({
      file: 'model.safetensors.index.json',
      fromCache: false,
      sha256: undefined,
    });
    expect(download.shards.map(({ size }) => size)).toHaveLength(3);
    const files: FileSource[] = [];
    const open = async (path: string) => {
      files.push(await fileSource(path));
      return files.at(-1) as FileSource;
    };
    const { tensors } = await openCheckpoint(await open(download.path), {
      sibling: (name) => open(join(dirname(download.path), name)),
    });
    expect([...tensors.keys()]).toEqual(['part0.weight', 'part1.weight', 'part2.weight']);
    expect((await tensors.get('part2.weight')?.read())?.length).toBe(10_000);
    await Promise.all(files.map((file) => file.close()));
  });

  it('have one total, known before their first byte', async () => {
    const { hub, options, progress } = fixture;
    hub.faults.push({}, { cutAfter: 0 }, { corruptAt: 1 });
    await expect(downloadHubWeights(shards, options)).rejects.toMatchObject({
      details: { kind: 'integrity' },
    });
    await downloadHubWeights(shards, options);
    const bytes = progress.filter(({ phase, file }) => phase === 'download' && file.includes('-of-'));
    expect(new Set(bytes.map(({ total }) => total)).size).toBe(1);
    expect(progress.at(-1)?.loaded).toBe(progress.at(-1)?.total);
  });

  it('are asked for at the commit of their index', async () => {
    const { hub, options } = fixture;
    await downloadHubWeights(shards, options);
    const commit = hub.commitOf(SHARDS);
    const asked = hub.requests.filter(({ path }) => /-of-/.test(path)).map(({ path }) => path.split('/')[4]);
    expect(new Set(asked)).toEqual(new Set([commit]));
    const before = hub.requests.length;
    const pinned = { repo: SHARDS, revision: commit };
    expect(await downloadHubWeights(pinned, options)).toMatchObject({ fromCache: true });
    expect(hub.requests).toHaveLength(before);
    expect(await downloadHubWeights(shards, { ...options, offline: true })).toMatchObject({
      fromCache: true,
    });
  });

  it('cannot be named by a path', async () => {
    const index = (file: string) => JSON.stringify({ weight_map: { a: file } });
    for (const file of ['../../x.safetensors', '/etc/x.safetensors', 'a/b.safetensors']) {
      fixture.hub.publish(SHARDS, { files: { 'model.safetensors.index.json': index(file) } });
      await expect(downloadHubWeights(shards, fixture.options)).rejects.toMatchObject({ code: 'FORMAT' });
    }
    expect(fixture.hub.requests.some(({ path }) => path.includes('x.safetensors'))).toBe(false);
  });

  it('name the shard the repository lacks', async () => {
    const files = await shardedFiles(2);
    delete files['model-00002-of-00002.safetensors'];
    fixture.hub.publish(SHARDS, { files });
    await expect(downloadHubWeights(shards, fixture.options)).rejects.toMatchObject({
      path: 'model-00002-of-00002.safetensors',
      details: { kind: 'not-found', missing: 'file' },
    });
  });
});

describe('weights saved by PyTorch alone', () => {
  it('are found', async () => {
    fixture.hub.publish('lab/old', { files: { 'pytorch_model.bin': new Uint8Array(50) } });
    const word = { repo: 'lab/old', revision: 'main' };
    expect(await downloadHubWeights(word, fixture.options)).toMatchObject({
      file: 'pytorch_model.bin',
      size: 50,
    });
    expect(await downloadHubWeights(word, { ...fixture.options, offline: true })).toMatchObject({
      fromCache: true,
    });
  });
});

describe('hubSource', () => {
  it('reads keys and shapes of weights of any size with one request to the storage', async () => {
    const { hub, cacheFolder, options } = fixture;
    const opened = await hubSource({ repo: REPO, revision: 'main' }, options);
    const { tensors } = await openCheckpoint(opened.source, { sibling: opened.sibling });
    expect([...tensors.values()].map(({ shape }) => shape)).toEqual([[25_000], [25_000], [25_000], [25_000]]);
    const storage = () => hub.requests.filter(({ host }) => host === 'storage');
    expect(storage().map(({ range }) => range)).toEqual(['bytes=0-65535']);
    expect(opened.sha256).toBe(hub.oidOf(REPO, FILE));
    const bytes = await checkpointBytes();
    const last = await tensors.get('blocks.3.conv.weight')?.read();
    expect(Buffer.from(last?.buffer as ArrayBuffer, last?.byteOffset, last?.byteLength)).toEqual(
      Buffer.from(bytes.subarray(-100_000)),
    );
    // The tensor's own bytes and nothing more.
    expect(storage().map(({ sent }) => sent)).toEqual([65_536, 100_000]);
    await opened.close();
    await expect(readFile(join(cacheFolder, 'models--timm--tiny.in1k'))).rejects.toThrow();
  });

  it('reads shards, and a copy that is here without the network', async () => {
    const { hub, options } = fixture;
    const opened = await hubSource(shards, options);
    const { tensors } = await openCheckpoint(opened.source, { sibling: opened.sibling });
    expect(tensors.size).toBe(3);
    await opened.close();
    await downloadHubWeights({ repo: REPO, revision: 'main' }, options);
    const before = hub.requests.length;
    const cached = await hubSource({ repo: REPO, revision: 'main' }, { ...options, offline: true });
    expect(cached.sha256).toBe(hub.oidOf(REPO, FILE));
    expect((await openCheckpoint(cached.source)).tensors.size).toBe(4);
    await cached.close();
    expect(hub.requests).toHaveLength(before);
  });

  it('survives a cut, and notices a storage that gives no ranges', async () => {
    const { hub, options } = fixture;
    hub.faults.push({ cutAfter: 1000 }, { status: 503 });
    const opened = await hubSource({ repo: REPO, revision: 'main' }, options);
    expect((await openCheckpoint(opened.source)).tensors.size).toBe(4);
    hub.faults.push({ ignoreRange: true });
    await expect(hubSource({ repo: REPO, revision: 'main' }, options)).rejects.toMatchObject({
      code: 'FORMAT',
      reason: 'the server does not give parts of this file',
    });
  });
});
