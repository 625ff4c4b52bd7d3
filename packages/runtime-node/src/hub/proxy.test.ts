import { startProxy } from '@gossamer/testkit/hub';
import { expect, it } from 'vitest';
import { FILE, hubFixture, REPO, TOKEN } from '../testing/hub-fixture.js';
import { downloadHubFile } from './download-hub-file.js';

const main = { repo: REPO, revision: 'main' };

it.each(['HTTP_PROXY', 'http_proxy'])('everything goes through %s', async (variable) => {
  await using fixture = await hubFixture();
  await using proxy = await startProxy();
  const { hub, options } = fixture;
  const env = { [variable]: proxy.url, HF_TOKEN: TOKEN };
  expect(await downloadHubFile(main, FILE, { ...options, env })).toMatchObject({ fromCache: false });
  expect(proxy.asked).toEqual([
    `${hub.endpoint}/${REPO}/resolve/main/${FILE}`,
    `${hub.endpoint}/${REPO}/resolve/${hub.commitOf(REPO)}/${FILE}`,
    `${hub.storage}/${hub.oidOf(REPO, FILE)}`,
  ]);
  expect(hub.requests.map(({ authorization }) => authorization)).toEqual([
    `Bearer ${TOKEN}`,
    `Bearer ${TOKEN}`,
    undefined,
  ]);
});

it('but for the hosts of NO_PROXY', async () => {
  await using fixture = await hubFixture();
  await using proxy = await startProxy();
  const env = { HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' };
  expect(await downloadHubFile(main, FILE, { ...fixture.options, env })).toMatchObject({ fromCache: false });
  expect(proxy.asked).toEqual([]);
});

it('a cut is resumed through a proxy too', async () => {
  await using fixture = await hubFixture();
  await using proxy = await startProxy();
  fixture.hub.faults.push({ cutAfter: 100_000 });
  const env = { HTTP_PROXY: proxy.url };
  expect(await downloadHubFile(main, FILE, { ...fixture.options, env })).toMatchObject({ fromCache: false });
});

it('a proxy that is not there, or is no address, is named', async () => {
  await using fixture = await hubFixture();
  const dead = { HTTP_PROXY: 'http://127.0.0.1:9' };
  await expect(downloadHubFile(main, FILE, { ...fixture.options, env: dead })).rejects.toMatchObject({
    details: { kind: 'unreachable' },
    hint: expect.stringContaining('HTTPS_PROXY'),
  });
  const nonsense = { HTTPS_PROXY: 'proxy' };
  await expect(downloadHubFile(main, FILE, { ...fixture.options, env: nonsense })).rejects.toMatchObject({
    code: 'OPTION',
    hint: expect.stringContaining('http://proxy.example'),
  });
});
