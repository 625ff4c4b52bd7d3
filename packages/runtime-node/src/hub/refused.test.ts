import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesBelow } from '../testing/files-below.js';
import { FILE, type HubFixture, hubFixture, REPO, TOKEN } from '../testing/hub-fixture.js';
import { downloadHubFile } from './download-hub-file.js';
import { downloadHubWeights } from './download-hub-weights.js';

let fixture: HubFixture;
beforeEach(async () => {
  const files = { [FILE]: new Uint8Array(100) };
  fixture = await hubFixture({
    'lab/gated': { files, access: 'gated' },
    'lab/private': { files, access: 'private' },
  });
});
afterEach(() => fixture[Symbol.asyncDispose]());

const weightsOf = (repo: string, more: object = {}, revision = 'main') =>
  downloadHubWeights({ repo, revision }, { ...fixture.options, ...more });

describe('a repository one may not read', () => {
  it('is gated: without a token', async () => {
    await expect(weightsOf('lab/gated')).rejects.toMatchObject({
      code: 'IO',
      reason: 'lab/gated is gated: only accounts that accepted its terms may download it',
      hint: `accept the terms at ${fixture.hub.endpoint}/lab/gated, then set HF_TOKEN to a token of that account`,
      details: { kind: 'unauthorized', status: 401, gated: true },
    });
  });

  it('is gated: with the token of somebody without access', async () => {
    await expect(weightsOf('lab/gated', { token: 'hf_other' })).rejects.toMatchObject({
      hint: expect.stringContaining('ask for access at'),
      details: { kind: 'forbidden', status: 403, gated: true },
    });
  });

  it('is private, or does not exist: the hub does not tell which', async () => {
    for (const repo of ['lab/private', 'lab/none']) {
      await expect(weightsOf(repo)).rejects.toMatchObject({
        reason: `there is no ${repo}, or it is private`,
        details: { kind: 'not-found', missing: 'repository', status: 401 },
      });
    }
    await expect(weightsOf('lab/none', { token: TOKEN })).rejects.toMatchObject({
      details: { kind: 'not-found', missing: 'repository', status: 404 },
    });
  });

  it('is read with the right token, which no message shows', async () => {
    for (const repo of ['lab/gated', 'lab/private']) {
      expect(await weightsOf(repo, { token: TOKEN })).toMatchObject({ size: 100 });
    }
    const failed = await weightsOf('lab/none', { token: TOKEN }).then(String, (error: Error) => error);
    expect(inspect(failed)).toContain('there is no lab/none');
    expect(inspect(failed)).not.toContain(TOKEN);
  });

  it.each([
    [401, 'the hub does not accept the token'],
    [403, 'access to timm/tiny.in1k is denied'],
    [418, 'the hub answered with status 418'],
  ])('may answer with a bare %i', async (status, reason) => {
    fixture.hub.hubFaults.push({ status });
    await expect(weightsOf(REPO, { token: 'hf_old' })).rejects.toMatchObject({ reason, details: { status } });
  });
});

describe('something that is not there', () => {
  it('is a revision: the nearest is named', async () => {
    await expect(weightsOf(REPO, {}, 'v1.1')).rejects.toMatchObject({
      reason: 'timm/tiny.in1k has no revision "v1.1"',
      hint: 'did you mean v1.0?',
      details: { kind: 'not-found', missing: 'revision' },
    });
    await expect(weightsOf(REPO, {}, 'experimental')).rejects.toMatchObject({ hint: 'there is main, v1.0' });
  });

  it('is a file: the nearest is named', async () => {
    await expect(
      downloadHubFile({ repo: REPO, revision: 'main' }, 'modle.safetensors', fixture.options),
    ).rejects.toMatchObject({
      reason: 'timm/tiny.in1k has no such file',
      path: 'modle.safetensors',
      hint: 'did you mean model.safetensors?',
      details: { kind: 'not-found', missing: 'file' },
    });
  });

  it('is any file of weights: those of other names are listed', async () => {
    fixture.hub.publish('lab/odd', { files: { 'README.md': 'text', 'weights/best.pth': new Uint8Array(9) } });
    await expect(weightsOf('lab/odd')).rejects.toMatchObject({
      path: FILE,
      hint: 'there is weights/best.pth',
    });
    const word = { repo: 'lab/odd', revision: 'main', file: 'weights/best.pth' };
    expect(await downloadHubWeights(word, fixture.options)).toMatchObject({
      size: 9,
      file: 'weights/best.pth',
    });
  });

  it('leaves nothing in the cache', async () => {
    await expect(weightsOf(REPO, {}, 'v1.1')).rejects.toThrow();
    await expect(weightsOf('lab/gated')).rejects.toThrow();
    expect(await filesBelow(fixture.cacheFolder)).toEqual([]);
  });
});

describe('a server that is no hub', () => {
  const answer = (headers: Record<string, string>, status = 200) =>
    fixture.hub.hubFaults.push({ status, headers });
  const commit = 'a'.repeat(40);

  it.each([
    ['nothing', {}],
    ['a commit that is none', { 'x-repo-commit': '../../x', etag: '"abc"' }],
    ['a name of content that leads elsewhere', { 'x-repo-commit': commit, etag: '"../../../x"' }],
    ['a name of content that is hidden', { 'x-repo-commit': commit, etag: '".."' }],
    ['no name of content', { 'x-repo-commit': commit }],
  ])('says %s', async (_, headers) => {
    answer(headers as Record<string, string>);
    await expect(weightsOf(REPO)).rejects.toMatchObject({
      code: 'IO',
      details: { kind: 'http' },
      hint: expect.stringContaining('HF_ENDPOINT'),
    });
    expect(await filesBelow(fixture.cacheFolder)).toEqual([]);
  });

  it.each([
    ['to itself', '/timm/tiny.in1k/resolve/main/model.safetensors'],
    ['to a file', 'file:///etc/passwd'],
  ])('redirects %s', async (_, location) => {
    for (let i = 0; i < 20; i++) answer({ location }, 302);
    await expect(weightsOf(REPO)).rejects.toMatchObject({ code: 'IO', details: { kind: 'http' } });
  });

  it('is not reached at all', async () => {
    const endpoint = 'http://127.0.0.1:9';
    await expect(weightsOf(REPO, { endpoint })).rejects.toMatchObject({
      details: { kind: 'unreachable' },
      hint: expect.stringContaining('HF_ENDPOINT'),
    });
    for (const wrong of ['huggingface.co', 'ftp://x', 'https://user:secret@x', 'https://x?a=b']) {
      await expect(weightsOf(REPO, { endpoint: wrong })).rejects.toMatchObject({ code: 'OPTION' });
    }
  });
});
