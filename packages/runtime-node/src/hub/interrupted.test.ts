import { execFile } from 'node:child_process';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundle } from '../testing/bundle.js';
import { filesBelow } from '../testing/files-below.js';
import { checkpointBytes, FILE, type HubFixture, hubFixture, REPO } from '../testing/hub-fixture.js';
import { downloadHubFile } from './download-hub-file.js';

const run = promisify(execFile);
const main = { repo: REPO, revision: 'main' };
const blobs = 'models--timm--tiny.in1k/blobs';

let fixture: HubFixture;
let size: number;
beforeEach(async () => {
  fixture = await hubFixture();
  size = (await checkpointBytes()).length;
});
afterEach(() => fixture[Symbol.asyncDispose]());

const storage = () => fixture.hub.requests.filter(({ host }) => host === 'storage');
const oid = () => fixture.hub.oidOf(REPO, FILE);
const isWhole = async ({ path }: { path: string }) =>
  Buffer.compare(await readFile(path), await checkpointBytes()) === 0;

/** What is left of the attempt in the cache, with the part every process names by chance left out. */
async function left(): Promise<string[]> {
  return (await filesBelow(fixture.cacheFolder)).map((path) => path.replace(/\.[0-9a-f]{8}\./, '.*.'));
}

describe('a connection that is cut', () => {
  it('is resumed where it was, as often as it brings something', async () => {
    const { hub, options, progress } = fixture;
    for (let i = 0; i < 5; i++) hub.faults.push({ cutAfter: 70_000 });
    const download = await downloadHubFile(main, FILE, options);
    expect(await isWhole(download)).toBe(true);
    const ranges = storage().map(({ range }) => range);
    expect(ranges).toHaveLength(6);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.slice(1).every((range) => /^bytes=\d+-$/.test(range ?? ''))).toBe(true);
    // No byte came twice.
    expect(storage().reduce((sum, { sent }) => sum + sent, 0)).toBeLessThan(size + 6 * 65_536);
    const loaded = progress.map((event) => event.loaded);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
  });

  it('is given up where it brings nothing, and continued by the next attempt', async () => {
    const { hub, options } = fixture;
    hub.faults.push({ cutAfter: 200_000 }, ...Array.from({ length: 3 }, () => ({ cutAfter: 0 })));
    await expect(downloadHubFile(main, FILE, options)).rejects.toMatchObject({
      code: 'IO',
      details: { kind: 'unreachable' },
    });
    expect(await left()).toEqual([`${blobs}/${oid()}.released.incomplete`]);
    const before = storage().length;
    const download = await downloadHubFile(main, FILE, options);
    expect(await isWhole(download)).toBe(true);
    expect(
      storage()
        .slice(before)
        .map(({ range }) => range),
    ).toEqual([expect.stringMatching(/^bytes=\d{5,6}-$/)]);
    expect((await left()).filter((path) => path.includes('incomplete'))).toEqual([]);
  });

  it.each([
    ['answers of a busy server', { status: 503 }],
    ['too many requests', { status: 429, headers: { 'retry-after': '0' } }],
    ['a request that timed out', { status: 408 }],
  ])('is tried again after %s', async (_, fault) => {
    const { hub, options } = fixture;
    hub.faults.push(fault, fault);
    hub.hubFaults.push(fault);
    expect(await isWhole(await downloadHubFile(main, FILE, options))).toBe(true);
    expect(storage()).toHaveLength(3);
  });

  it('is not tried again where that cannot help', async () => {
    fixture.hub.faults.push({ status: 400 });
    await expect(downloadHubFile(main, FILE, fixture.options)).rejects.toMatchObject({
      details: { kind: 'http' },
    });
    expect(storage()).toHaveLength(1);
    expect(await left()).toEqual([]);
  });

  it('waits no longer than the time allowed for a server that never answers', async () => {
    const { hub, options } = fixture;
    hub.faults.push({ hang: true });
    const started = performance.now();
    expect(await isWhole(await downloadHubFile(main, FILE, { ...options, timeoutMs: 200 }))).toBe(true);
    expect(performance.now() - started).toBeGreaterThan(190);
    hub.hubFaults.push({ hang: true }, { hang: true });
    await expect(
      downloadHubFile(main, 'config.json', { ...options, timeoutMs: 50, retry: { attempts: 2, baseMs: 1 } }),
    ).rejects.toMatchObject({ reason: expect.stringContaining('no answer in time') });
  });

  it('is slow, and that is no fault', async () => {
    const { hub, options, progress } = fixture;
    hub.faults.push({ slowMs: 20 });
    expect(await isWhole(await downloadHubFile(main, FILE, { ...options, timeoutMs: 1000 }))).toBe(true);
    expect(storage()).toHaveLength(1);
    expect(new Set(progress.map(({ loaded }) => loaded)).size).toBeGreaterThan(10);
  });

  it('may be resumed by a server that sends everything again', async () => {
    const { hub, options, progress } = fixture;
    hub.faults.push({ cutAfter: 100_000 }, { ignoreRange: true });
    expect(await isWhole(await downloadHubFile(main, FILE, options))).toBe(true);
    const loaded = progress.map((event) => event.loaded);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
    expect(progress.every((event) => event.total <= size)).toBe(true);
  });
});

describe('bytes that are wrong', () => {
  it('are refused, and nothing of them is kept', async () => {
    const { hub, options } = fixture;
    hub.faults.push({ corruptAt: 12_345 });
    await expect(downloadHubFile(main, FILE, options)).rejects.toMatchObject({
      code: 'IO',
      details: { kind: 'integrity', expected: oid(), found: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(await left()).toEqual([]);
    expect(await isWhole(await downloadHubFile(main, FILE, options))).toBe(true);
  });

  it('are refused in small files too', async () => {
    const { hub, options } = fixture;
    const other = hub.oidOf(REPO, 'config.json').replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    hub.hubFaults.push({
      status: 200,
      headers: { 'x-repo-commit': hub.commitOf(REPO), etag: `"${other}"`, 'content-length': '25' },
    });
    await expect(downloadHubFile(main, 'config.json', options)).rejects.toMatchObject({
      details: { kind: 'integrity', algorithm: 'git' },
    });
    expect(await left()).toEqual([]);
  });

  it('of an earlier attempt cost a second download, not a failure', async () => {
    const { cacheFolder, options } = fixture;
    await downloadHubFile(main, 'config.json', options);
    await writeFile(join(cacheFolder, blobs, `${oid()}.released.incomplete`), new Uint8Array(150_000));
    expect(await isWhole(await downloadHubFile(main, FILE, options))).toBe(true);
    expect(storage().map(({ range }) => range)).toEqual(['bytes=150000-', undefined]);
  });

  it('are more than there should be', async () => {
    const { cacheFolder, options } = fixture;
    await downloadHubFile(main, 'config.json', options);
    await writeFile(join(cacheFolder, blobs, `${oid()}.released.incomplete`), new Uint8Array(size + 10));
    expect(await isWhole(await downloadHubFile(main, FILE, options))).toBe(true);
    await expect(
      downloadHubFile({ repo: 'a/large', revision: 'main' }, 'x.bin', { ...options, ...(await larger()) }),
    ).rejects.toMatchObject({ details: { kind: 'too-large' } });
  });

  /** A limit that the next file is beyond. */
  async function larger() {
    fixture.hub.publish('a/large', { files: { 'x.bin': new Uint8Array(2000) } });
    return { maxBytes: 1999 };
  }
});

describe('a server that lies about the size', () => {
  it.each([
    ['too small', 'too-large', (bytes: number) => bytes - 1000],
    ['too large', 'unreachable', (bytes: number) => bytes + 1000],
    ['enormous', 'too-large', () => 9e14],
  ])('%s, and nothing is kept that could be taken for the file', async (_, kind, lie) => {
    const { hub, options } = fixture;
    const commit = hub.commitOf(REPO);
    const headers = {
      'x-repo-commit': commit,
      'x-linked-etag': `"${oid()}"`,
      'x-linked-size': String(lie(size)),
    };
    hub.hubFaults.push({ status: 200, headers });
    const retry = { attempts: 1 };
    await expect(downloadHubFile(main, FILE, { ...options, retry })).rejects.toMatchObject({
      details: { kind },
    });
    expect((await left()).filter((path) => !path.endsWith('incomplete'))).toEqual([]);
    expect(await isWhole(await downloadHubFile(main, FILE, options))).toBe(true);
  });
});

it('a file the disk has no room for is not begun', async () => {
  const { hub, options } = fixture;
  const headers = {
    'x-repo-commit': hub.commitOf(REPO),
    'x-linked-etag': `"${oid()}"`,
    'x-linked-size': '900000000000000',
  };
  hub.hubFaults.push({ status: 200, headers });
  await expect(downloadHubFile(main, FILE, { ...options, maxBytes: 1e15 })).rejects.toMatchObject({
    code: 'IO',
    details: { code: 'ENOSPC' },
    hint: expect.stringContaining('HF_HUB_CACHE'),
  });
  expect(storage()).toEqual([]);
  expect(await left()).toEqual([]);
});

describe('a download that is cancelled', () => {
  it('stops at once and leaves what it has to the next', async () => {
    const { hub, options } = fixture;
    const controller = new AbortController();
    hub.faults.push({ slowMs: 30 });
    const failed = downloadHubFile(main, FILE, {
      ...options,
      signal: controller.signal,
      onProgress: ({ loaded }) => void (loaded > 60_000 && controller.abort()),
    });
    await expect(failed).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await left()).toEqual([`${blobs}/${oid()}.released.incomplete`]);
    expect(await isWhole(await downloadHubFile(main, FILE, options))).toBe(true);
    expect(storage().at(-1)?.range).toMatch(/^bytes=\d+-$/);
  });

  it('stops while it waits for an answer, or to try again', async () => {
    const { hub, options } = fixture;
    hub.hubFaults.push({ hang: true });
    const failed = downloadHubFile(main, FILE, { ...options, signal: AbortSignal.timeout(50) });
    await expect(failed).rejects.toMatchObject({ code: 'ABORTED' });
    hub.faults.push({ status: 503, headers: { 'retry-after': '20' } });
    const waiting = downloadHubFile(main, FILE, { ...options, signal: AbortSignal.timeout(200) });
    await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
    await expect(
      downloadHubFile(main, FILE, { ...options, signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(await left()).toEqual([]);
  });
});

describe('several at once', () => {
  it('take over only what nobody writes to', async () => {
    const { cacheFolder, options } = fixture;
    await downloadHubFile(main, 'config.json', options);
    const bytes = await checkpointBytes();
    const [live, dead] = ['11111111', '22222222'].map((id) =>
      join(cacheFolder, blobs, `${oid()}.${id}.incomplete`),
    );
    await writeFile(live as string, bytes.subarray(0, 300_000));
    await writeFile(dead as string, bytes.subarray(0, 100_000));
    await utimes(dead as string, new Date(), new Date(Date.now() - 3_600_000));
    expect(await isWhole(await downloadHubFile(main, FILE, options))).toBe(true);
    expect(storage()[0]?.range).toBe('bytes=100000-');
    expect((await left()).filter((path) => path.includes('incomplete'))).toEqual([
      `${blobs}/${oid()}.*.incomplete`,
    ]);
  });

  it('are two processes that do not meet', { timeout: 60_000 }, async () => {
    const { hub, cacheFolder } = fixture;
    // Neither gets a byte before both have asked.
    const until = vi.waitFor(() => expect(storage()).toHaveLength(2), { timeout: 30_000 });
    hub.faults.push({ until, slowMs: 5 }, { until, slowMs: 5 });
    await using program = await bundle('download.ts');
    const results = await Promise.all(
      [1, 2].map(() => run(process.execPath, [program.path, hub.endpoint, cacheFolder, REPO])),
    );
    const [first, second] = results.map(
      ({ stdout }) => JSON.parse(stdout) as { path: string; events: string[] },
    );
    expect(first).toEqual(second);
    expect(first?.events).toEqual(['resolve', 'download', 'verify', 'done']);
    expect(await isWhole(first as { path: string })).toBe(true);
    expect((await left()).filter((path) => path.includes('incomplete'))).toEqual([]);
  });
});
