// The parts of a download that need no network: names, redirects, retries, progress. A client that answers from a list.
import { describe, expect, it } from 'vitest';
import { contentRange } from './content-range.js';
import type { HttpClient, HttpReply, HttpRequest } from './http-client.js';
import { hubAccess, resolveUrl } from './hub-access.js';
import { hubFault } from './hub-fault.js';
import { parseHubWord } from './hub-repo.js';
import { type DownloadProgress, ProgressMeter } from './progress.js';
import { retryAfterMs, retryDelay } from './retry.js';
import { send, sendPatiently } from './send.js';

type Answer = { readonly status: number; readonly headers?: Record<string, string> } | Error;

/** Gives the answers in order and notes what it was asked for, and the waits. */
function listClient(answers: readonly Answer[]) {
  const requests: HttpRequest[] = [];
  const waits: number[] = [];
  const left = [...answers];
  const client: HttpClient = {
    async send(request) {
      requests.push(request);
      const answer = left.shift();
      if (answer === undefined) throw new Error('asked once too often');
      if (answer instanceof Error) throw answer;
      return replyOf(answer.status, answer.headers);
    },
    sleep: async (ms) => void waits.push(ms),
  };
  return { client, requests, waits };
}

function replyOf(status: number, headers: Record<string, string> = {}): HttpReply {
  return {
    status,
    header: (name) => headers[name],
    body: (async function* () {})(),
    discard: async () => {},
  };
}

const redirect = (location: string, status = 302): Answer => ({ status, headers: { location } });
const get = (url: string): HttpRequest => ({ method: 'GET', url, headers: {} });

describe('send', () => {
  it('follows redirects, and shows the token to the hub alone', async () => {
    const { client, requests } = listClient([
      redirect('/b', 307),
      redirect('https://storage.example/c?signed'),
      redirect('https://hub.example:8443/d'),
      redirect('https://hub.example/e'),
      { status: 200 },
    ]);
    const access = hubAccess(client, { endpoint: 'https://hub.example/', token: 'secret' });
    expect((await send(access, get('https://hub.example/a'))).status).toBe(200);
    expect(requests.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['https://hub.example/a', 'Bearer secret'],
      ['https://hub.example/b', 'Bearer secret'],
      ['https://storage.example/c?signed', undefined],
      // Another port is another origin.
      ['https://hub.example:8443/d', undefined],
      ['https://hub.example/e', 'Bearer secret'],
    ]);
  });

  it.each([
    ['to plain http', 'http://hub.example/b'],
    ['to a file', 'file:///etc/passwd'],
    ['to a password', 'https://user:secret@hub.example/'],
    ['to nothing', 'http://'],
  ])('does not follow a redirect %s', async (_, location) => {
    const { client, requests } = listClient([redirect(location), { status: 200 }]);
    const access = hubAccess(client, { endpoint: 'https://hub.example' });
    await expect(send(access, get('https://hub.example/a?x=1'))).rejects.toMatchObject({
      code: 'IO',
      path: 'https://hub.example/a',
      details: { kind: 'http' },
    });
    expect(requests).toHaveLength(1);
  });

  it('gives up where redirects never end', async () => {
    const { client, requests } = listClient(Array.from({ length: 50 }, () => redirect('/a')));
    await expect(send(hubAccess(client), get('https://huggingface.co/a'))).rejects.toThrow(
      'more than 10 times',
    );
    expect(requests).toHaveLength(11);
  });
});

describe('sendPatiently', () => {
  it('waits as long as it is told, or at random with a growing bound', async () => {
    const busy = { status: 503 };
    const told = { status: 429, headers: { 'retry-after': '3' } };
    const { client, waits } = listClient([
      busy,
      busy,
      told,
      hubFault('unreachable', 'cut', { transient: true }),
      { status: 200 },
    ]);
    const access = hubAccess(client, { retry: { baseMs: 100 } });
    expect((await sendPatiently(access, get('https://huggingface.co/a'))).status).toBe(200);
    expect(waits).toHaveLength(4);
    expect(waits.map((ms, i) => ms <= [100, 200, 3000, 800][i]!)).toEqual([true, true, true, true]);
    expect(waits[2]).toBe(3000);
  });

  it('gives up after so many tries, at once where they cannot help', async () => {
    const busy = listClient(Array.from({ length: 9 }, () => ({ status: 500 })));
    const patient = hubAccess(busy.client, { retry: { attempts: 3, baseMs: 0 } });
    await expect(sendPatiently(patient, get('https://huggingface.co/a'))).rejects.toMatchObject({
      details: { kind: 'http', status: 500 },
    });
    expect(busy.requests).toHaveLength(3);
    const hopeless = listClient([hubFault('unreachable', 'bad certificate')]);
    await expect(sendPatiently(hubAccess(hopeless.client), get('https://huggingface.co/a'))).rejects.toThrow(
      'certificate',
    );
    const refused = listClient([{ status: 404 }]);
    expect((await sendPatiently(hubAccess(refused.client), get('https://huggingface.co/a'))).status).toBe(
      404,
    );
  });

  it('bounds every wait', () => {
    for (const failures of [1, 5, 100]) {
      expect(retryDelay(failures)).toBeLessThanOrEqual(20_000);
      expect(retryDelay(failures, { maxMs: 50 }, 1e9)).toBeLessThanOrEqual(50);
    }
    expect(retryAfterMs('7')).toBe(7000);
    expect(retryAfterMs(new Date(Date.now() + 60_000).toUTCString())).toBeGreaterThan(50_000);
    for (const none of [undefined, '', 'soon', '-1', 'Thu, 01 Jan 1970 00:00:00 GMT'])
      expect(retryAfterMs(none)).toBeUndefined();
  });
});

describe('names', () => {
  it('are read as people write them', () => {
    expect(parseHubWord('timm/mobilenetv2_100.ra_in1k')).toEqual({
      repo: 'timm/mobilenetv2_100.ra_in1k',
      revision: 'main',
    });
    expect(parseHubWord('a/b@refs/pr/1')).toEqual({ repo: 'a/b', revision: 'refs/pr/1' });
    expect(parseHubWord('a/b/c/d.pth@v1')).toEqual({ repo: 'a/b', revision: 'v1', file: 'c/d.pth' });
  });

  it.each([
    '',
    'a',
    'a/',
    '/a',
    'a/b@',
    'a/b/',
    'a/../b',
    'a/b/../c',
    '.a/b',
    'a/b@x/../y',
    'a/b@x~1',
    'a/b@@{1}',
    'é/b',
  ])('%j is refused', (word) => {
    expect(() => parseHubWord(word)).toThrow(expect.objectContaining({ code: 'OPTION' }));
  });

  it('are escaped in addresses', () => {
    const access = hubAccess(listClient([]).client, { endpoint: 'https://mirror.example/hub/' });
    expect(resolveUrl(access, { repo: 'a/b', revision: 'refs/pr/1' }, 'x y/#1.bin')).toBe(
      'https://mirror.example/hub/a/b/resolve/refs%2Fpr%2F1/x%20y/%231.bin',
    );
  });
});

describe('progress', () => {
  it('never goes back, though sizes become known late and downloads start again', () => {
    const events: DownloadProgress[] = [];
    const meter = new ProgressMeter((event) => void events.push(event));
    meter.report('resolve', 'a', 0);
    meter.expect('a', 100);
    meter.report('download', 'a', 80);
    meter.report('download', 'a', 10);
    meter.expect('b', undefined);
    meter.report('download', 'b', 50);
    meter.report('done', 'a', 100, true);
    expect(events.map(({ loaded, total }) => [loaded, total])).toEqual([
      [0, 0],
      [80, 100],
      [80, 100],
      [80, 100],
      [150, 150],
    ]);
    expect(events.at(-1)).toEqual({ phase: 'done', file: 'a', loaded: 150, total: 150, fromCache: true });
  });
});

it('a Content-Range is believed only where it holds together', () => {
  expect(contentRange('bytes 10-19/100')).toEqual({ start: 10, end: 20, size: 100 });
  for (const wrong of [
    undefined,
    '',
    'bytes 10-19/*',
    'bytes */100',
    'bytes 20-10/100',
    'bytes 0-100/100',
    'items 0-1/2',
    `bytes 0-1/${'9'.repeat(20)}`,
  ]) {
    expect(contentRange(wrong), wrong).toBeUndefined();
  }
});
