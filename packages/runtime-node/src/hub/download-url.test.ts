import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesBelow } from '../testing/files-below.js';
import { checkpointBytes, FILE, type HubFixture, hubFixture, REPO, TOKEN } from '../testing/hub-fixture.js';
import { downloadUrl, type UrlDownloadOptions } from './download-url.js';

let fixture: HubFixture;
let url: string;
let sha256: string;
let bytes: Uint8Array;
beforeEach(async () => {
  fixture = await hubFixture();
  bytes = await checkpointBytes();
  sha256 = createHash('sha256').update(bytes).digest('hex');
  // Redirected to the storage, as releases of GitHub are.
  url = `${fixture.hub.endpoint}/${REPO}/resolve/main/${FILE}`;
});
afterEach(() => fixture[Symbol.asyncDispose]());

const download = (more: UrlDownloadOptions = {}) => downloadUrl(url, { ...fixture.options, ...more });
const storage = () => fixture.hub.requests.filter(({ host }) => host === 'storage');

describe('a checkpoint at an address', () => {
  it('is downloaded once, and its hash remembered', async () => {
    const first = await download({ env: { HF_TOKEN: TOKEN } });
    expect(first).toMatchObject({ size: bytes.length, sha256, fromCache: false });
    expect(first.note).toBe(`nobody has published a hash of ${FILE}; from now on it must be ${sha256}`);
    expect(Buffer.compare(await readFile(first.path), bytes)).toBe(0);
    const before = fixture.hub.requests.length;
    expect(await download()).toEqual({ path: first.path, size: bytes.length, sha256, fromCache: true });
    expect(await download({ offline: true })).toMatchObject({ fromCache: true });
    expect(fixture.hub.requests).toHaveLength(before);
    // Whoever holds the file is not told who we are.
    expect(fixture.hub.requests.every(({ authorization }) => authorization === undefined)).toBe(true);
    const record = JSON.parse(await readFile(join(dirname(first.path), 'record.json'), 'utf8')) as object;
    expect(record).toEqual({
      url,
      sha256,
      size: bytes.length,
      since: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    });
  });

  it('must have the hash it had before, also when its file was deleted', async () => {
    const { path } = await download();
    await rm(path);
    expect((await download()).note).toBeUndefined();
    await rm(path);
    const changed = {
      files: { [FILE]: Uint8Array.from(bytes, (byte, i) => (i === 1000 ? byte ^ 1 : byte)) },
    };
    fixture.hub.publish(REPO, changed);
    await expect(download()).rejects.toMatchObject({
      details: { kind: 'integrity', expected: sha256 },
      hint: expect.stringMatching(/it had another hash on \d{4}-\d\d-\d\d; .*record\.json/),
    });
    expect(await filesBelow(dirname(path))).toEqual(['record.json']);
  });

  it('must have the hash that is pinned, or the start of it', async () => {
    expect(await download({ sha256: sha256.slice(0, 8) })).not.toHaveProperty('note');
    await rm(fixture.cacheFolder, { recursive: true });
    for (const wrong of ['00000000', sha256.slice(0, 7)]) {
      await expect(download({ sha256: wrong })).rejects.toMatchObject({ details: { kind: 'integrity' } });
    }
    expect(await filesBelow(fixture.cacheFolder)).toEqual([]);
  });

  it('is downloaded again where the cached file is not the pinned one', async () => {
    const { path } = await download();
    const record = JSON.parse(await readFile(join(dirname(path), 'record.json'), 'utf8')) as object;
    await writeFile(
      join(dirname(path), 'record.json'),
      JSON.stringify({ ...record, sha256: 'f'.repeat(64) }),
    );
    expect(await download({ sha256 })).toMatchObject({ fromCache: false, sha256 });
  });

  it('is resumed, but not with the bytes of another file', async () => {
    const { hub, options } = fixture;
    hub.faults.push({}, { cutAfter: 150_000 });
    await download();
    expect(storage().map(({ range }) => range)).toEqual(['bytes=0-0', undefined, 'bytes=150000-']);
    await rm(fixture.cacheFolder, { recursive: true });
    hub.faults.push({}, { cutAfter: 150_000 }, ...Array.from({ length: 3 }, () => ({ cutAfter: 0 })));
    await expect(download()).rejects.toMatchObject({ details: { kind: 'unreachable' } });
    const other = Uint8Array.from(bytes, (byte) => byte ^ 1);
    hub.publish(REPO, { files: { [FILE]: other } });
    const { path } = await downloadUrl(url, options);
    expect(Buffer.compare(await readFile(path), other)).toBe(0);
  });

  it('is refused in words', async () => {
    for (const wrong of ['file:///etc/passwd', 'x', 'https://user:secret@x/y']) {
      await expect(downloadUrl(wrong, fixture.options)).rejects.toMatchObject({ code: 'OPTION' });
    }
    await expect(
      downloadUrl(`${fixture.hub.endpoint}/none/x/resolve/main/y`, fixture.options),
    ).rejects.toMatchObject({
      code: 'IO',
    });
    await expect(download({ offline: true })).rejects.toMatchObject({ details: { kind: 'offline' } });
    await expect(download({ maxBytes: 1000 })).rejects.toMatchObject({ details: { kind: 'too-large' } });
  });

  it('lies in a folder of ours', async () => {
    const { path } = await downloadUrl(url, {
      ...fixture.options,
      cacheFolder: undefined,
      env: { GOSSAMER_CACHE: fixture.cacheFolder },
    });
    expect(path).toMatch(/\/urls\/[0-9a-f]{16}\/model\.safetensors$/);
    expect(path.startsWith(fixture.cacheFolder)).toBe(true);
  });
});
