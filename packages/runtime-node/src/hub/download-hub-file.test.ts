import { mkdir, readFile, readlink, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openCheckpoint } from '@gossamer/core/weights';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileSource } from '../files/file-source.js';
import { filesBelow } from '../testing/files-below.js';
import { FILE, type HubFixture, hubFixture, REPO, TOKEN } from '../testing/hub-fixture.js';
import { downloadHubFile } from './download-hub-file.js';

const main = { repo: REPO, revision: 'main' };
const folder = 'models--timm--tiny.in1k';

let fixture: HubFixture;
beforeEach(async () => {
  fixture = await hubFixture();
});
afterEach(() => fixture[Symbol.asyncDispose]());

/** Paths asked for, of the hub and of the storage. */
const asked = (host: 'hub' | 'storage') =>
  fixture.hub.requests
    .filter((request) => request.host === host)
    .map(({ method, path }) => `${method} ${path}`);

describe('a whole download', () => {
  it('lies in the cache as the tools of the hub lay it', async () => {
    const { hub, cacheFolder, options } = fixture;
    const download = await downloadHubFile(main, FILE, options);
    const [commit, oid] = [hub.commitOf(REPO), hub.oidOf(REPO, FILE)];
    expect(download).toEqual({
      path: join(cacheFolder, folder, 'snapshots', commit, FILE),
      commit,
      size: 400_352,
      sha256: oid,
      fromCache: false,
    });
    expect(await filesBelow(cacheFolder)).toEqual([
      `${folder}/blobs/${oid}`,
      `${folder}/refs/main`,
      `${folder}/snapshots/${commit}/${FILE}`,
    ]);
    expect(await readlink(download.path)).toBe(`../../blobs/${oid}`);
    expect(await readFile(join(cacheFolder, folder, 'refs/main'), 'utf8')).toBe(commit);
    await using source = await fileSource(download.path);
    const { tensors } = await openCheckpoint(source);
    expect([...tensors.keys()]).toEqual([0, 1, 2, 3].map((i) => `blocks.${i}.conv.weight`));
  });

  it('asks once what the revision is and once for the bytes', async () => {
    await downloadHubFile(main, FILE, fixture.options);
    expect(asked('hub')).toEqual([
      `HEAD /${REPO}/resolve/main/${FILE}`,
      `GET /${REPO}/resolve/${fixture.hub.commitOf(REPO)}/${FILE}`,
    ]);
    expect(asked('storage')).toEqual([`GET /${fixture.hub.oidOf(REPO, FILE)}`]);
  });

  it('takes small files by the name git gives them', async () => {
    const { sha256, path } = await downloadHubFile(main, 'config.json', fixture.options);
    expect(sha256).toBeUndefined();
    expect(await readFile(path, 'utf8')).toBe('{"architecture": "tiny"}\n');
    expect(await readlink(path)).toBe(`../../blobs/${fixture.hub.oidOf(REPO, 'config.json')}`);
  });

  it('tells its progress, which only grows', async () => {
    const { options, progress } = fixture;
    const { size } = await downloadHubFile(main, FILE, options);
    expect(progress[0]).toEqual({ phase: 'resolve', file: FILE, loaded: 0, total: 0, fromCache: false });
    const phases = progress.map(({ phase }) => phase);
    expect([...new Set(phases)]).toEqual(['resolve', 'download', 'verify', 'done']);
    const downloads = progress.filter(({ phase }) => phase === 'download');
    expect(downloads.every(({ total }) => total === size)).toBe(true);
    const loaded = progress.map((event) => event.loaded);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
    expect(progress.at(-1)).toMatchObject({ phase: 'done', loaded: size, total: size });
  });
});

describe('a file that is here', () => {
  it('is asked after, and not downloaded again', async () => {
    const { options, progress } = fixture;
    const first = await downloadHubFile(main, FILE, options);
    const before = fixture.hub.requests.length;
    expect(await downloadHubFile(main, FILE, options)).toEqual({ ...first, fromCache: true });
    expect(fixture.hub.requests.slice(before).map(({ method }) => method)).toEqual(['HEAD']);
    expect(progress.at(-1)).toMatchObject({ phase: 'done', fromCache: true, loaded: first.size });
  });

  it('needs no question where its commit is named', async () => {
    const { hub, options } = fixture;
    await downloadHubFile(main, FILE, options);
    const before = hub.requests.length;
    const pinned = { repo: REPO, revision: hub.commitOf(REPO) };
    expect(await downloadHubFile(pinned, FILE, options)).toMatchObject({ fromCache: true });
    expect(hub.requests).toHaveLength(before);
  });

  it('serves another revision with the same content', async () => {
    const { hub, cacheFolder, options } = fixture;
    await downloadHubFile(main, FILE, options);
    const tagged = await downloadHubFile({ repo: REPO, revision: 'v1.0' }, FILE, options);
    expect(tagged).toMatchObject({ fromCache: true, commit: hub.commitOf(REPO) });
    expect(await readFile(join(cacheFolder, folder, 'refs/v1.0'), 'utf8')).toBe(hub.commitOf(REPO));
    expect(asked('storage')).toHaveLength(1);
  });

  it('gives way to what the hub has now', async () => {
    const { hub, options } = fixture;
    const old = await downloadHubFile(main, FILE, options);
    hub.publish(REPO, { files: { [FILE]: new Uint8Array(1000) } });
    const fresh = await downloadHubFile(main, FILE, options);
    expect(fresh).toMatchObject({ size: 1000, fromCache: false });
    expect(fresh.path).not.toBe(old.path);
    expect((await stat(old.path)).size).toBe(old.size);
  });

  it('is downloaded again where it was cut short or its link leads nowhere', async () => {
    const { hub, cacheFolder, options } = fixture;
    const { path, size } = await downloadHubFile(main, FILE, options);
    const blob = join(cacheFolder, folder, 'blobs', hub.oidOf(REPO, FILE));
    await truncate(blob, 10);
    expect(await downloadHubFile(main, FILE, options)).toMatchObject({ fromCache: false, path });
    expect((await stat(path)).size).toBe(size);
    await rm(blob);
    expect(await downloadHubFile(main, FILE, options)).toMatchObject({ fromCache: false, path });
  });

  it('is used where the hub gives no answer, and that is said', async () => {
    const { hub, options } = fixture;
    await downloadHubFile(main, FILE, options);
    hub.hubFaults.push({ status: 503 });
    const again = await downloadHubFile(main, FILE, options);
    expect(again.note).toMatch(
      /the hub gave no answer \(answered with status 503\); using timm\/tiny.in1k as it was at/,
    );
    await hub[Symbol.asyncDispose]();
    expect(await downloadHubFile(main, FILE, options)).toMatchObject({
      fromCache: true,
      note: expect.stringContaining('the connection was refused'),
    });
  });
});

describe('offline', () => {
  it('uses the cache and asks nobody', async () => {
    const { hub, options } = fixture;
    const first = await downloadHubFile(main, FILE, options);
    const before = hub.requests.length;
    const offline = { ...options, env: { HF_HUB_OFFLINE: '1' } };
    expect(await downloadHubFile(main, FILE, offline)).toEqual({ ...first, fromCache: true });
    await expect(downloadHubFile(main, 'config.json', offline)).rejects.toMatchObject({
      code: 'IO',
      details: { kind: 'offline' },
      hint: expect.stringContaining('unset HF_HUB_OFFLINE'),
    });
    await expect(
      downloadHubFile({ repo: 'timm/other', revision: 'main' }, FILE, offline),
    ).rejects.toMatchObject({
      details: { kind: 'offline' },
    });
    expect(hub.requests).toHaveLength(before);
  });
});

describe('the token', () => {
  it('goes to the hub and to nobody else', async () => {
    const { hub, options } = fixture;
    await downloadHubFile(main, FILE, { ...options, env: { HF_TOKEN: ` ${TOKEN}\n` } });
    const seen = (host: string) =>
      new Set(
        hub.requests.filter((request) => request.host === host).map((request) => request.authorization),
      );
    expect([...seen('hub')]).toEqual([`Bearer ${TOKEN}`]);
    expect([...seen('storage')]).toEqual([undefined]);
  });

  it('may be in a file', async () => {
    const { hub, cacheFolder, options } = fixture;
    await writeFile(join(cacheFolder, 'token'), `${TOKEN}\n`);
    await downloadHubFile(main, FILE, { ...options, env: { HF_HOME: cacheFolder } });
    expect(hub.requests[0]?.authorization).toBe(`Bearer ${TOKEN}`);
    await downloadHubFile(main, FILE, {
      ...options,
      env: { HF_HOME: cacheFolder, HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' },
    });
    expect(hub.requests.at(-1)?.authorization).toBeUndefined();
  });

  it('is refused where no header could carry it, without being shown', async () => {
    const failed = downloadHubFile(main, FILE, { ...fixture.options, token: 'hf_secret\nX-Other: 1' });
    await expect(failed).rejects.toMatchObject({
      code: 'OPTION',
      message: expect.not.stringContaining('secret'),
    });
  });
});

describe('the cache folder', () => {
  it.each([
    [{ HF_HUB_CACHE: 'X' }, 'X'],
    [{ HUGGINGFACE_HUB_CACHE: 'X' }, 'X'],
    [{ HF_HOME: 'X' }, 'X/hub'],
    [{ XDG_CACHE_HOME: 'X' }, 'X/huggingface/hub'],
  ])('is named by %j', async (variables, place) => {
    const { cacheFolder, options } = fixture;
    const env = Object.fromEntries(Object.entries(variables).map(([name]) => [name, cacheFolder]));
    const { path } = await downloadHubFile(main, FILE, { ...options, cacheFolder: undefined, env });
    expect(path.startsWith(join(cacheFolder, place.slice(1), folder))).toBe(true);
  });

  it('may be one that cannot be written to, where the file is here', async () => {
    const { options } = fixture;
    await downloadHubFile(main, FILE, options);
    // A file where the refs' folder should be fails for every user, as a read-only disk does.
    await rm(join(fixture.cacheFolder, folder, 'refs'), { recursive: true });
    await writeFile(join(fixture.cacheFolder, folder, 'refs'), '');
    expect(await downloadHubFile(main, FILE, options)).toMatchObject({ fromCache: true });
  });

  it('says so where it cannot be written to at all', async () => {
    await mkdir(join(fixture.cacheFolder, folder), { recursive: true });
    await writeFile(join(fixture.cacheFolder, folder, 'blobs'), '');
    await expect(downloadHubFile(main, FILE, fixture.options)).rejects.toMatchObject({
      code: 'IO',
      reason: expect.stringMatching(/cannot write .*blobs/),
    });
  });
});

describe('names that lead elsewhere', () => {
  it.each(['a', '../a', 'a/..', 'a/b/c', 'a/.b', 'a--b/c', 'a/b.git', 'a\\b/c', 'https://x/y', 'a/b\0'])(
    'refuses the repository %j',
    async (repo) => {
      await expect(downloadHubFile({ repo, revision: 'main' }, FILE, fixture.options)).rejects.toMatchObject({
        code: 'OPTION',
      });
      expect(fixture.hub.requests).toEqual([]);
    },
  );

  it.each([
    '',
    '..',
    '../x',
    'a/../../x',
    '/etc/passwd',
    'C:\\x',
    'a\\..\\x',
    'a//b',
    'a/./b',
    'a\nb',
    'x'.repeat(600),
  ])('refuses the file and the revision %j', async (name) => {
    const options = fixture.options;
    await expect(downloadHubFile(main, name, options)).rejects.toMatchObject({ code: 'OPTION' });
    await expect(downloadHubFile({ ...main, revision: name }, FILE, options)).rejects.toMatchObject({
      code: 'OPTION',
    });
    expect(fixture.hub.requests).toEqual([]);
  });
});
