// The explorer in a real browser: sorted, filtered, a model opened; its numbers are the library's.

import { paretoFront, summarize } from '@gossamer/core/analysis';
import { createModel } from '@gossamer/models';
import { findModel, modelNames, publishedTop1 } from '@gossamer/models/catalog';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openLivePage, PHONE } from '../../testing/live-page.js';
import { useSite } from '../../testing/use-site.js';

const site = useSite();

const open = async (path = '', options = {}) => {
  const live = await openLivePage(site.browser, `${site.url}models/${path}`, options);
  await live.page.waitForSelector('[data-state=ready]', { timeout: 60_000 });
  return live;
};
const names = (page: Page) =>
  page.locator('tbody tr').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-model')));
const values = (page: Page, key: string) =>
  page
    .locator(`td[data-key="${key}"][data-value]`)
    .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-value'))));

it('lists the catalog with the library’s numbers', async () => {
  await using live = await open();
  const { page, errors } = live;
  expect((await names(page)).sort()).toEqual([...modelNames()].sort());
  for (const name of ['ghostnet_100', 'mobilenetv4_hybrid_medium', 'cspdarknet53'] as const) {
    const { params, macs, activations } = summarize(
      createModel(await findModel(name as string), { batch: 1 }).graph,
    );
    const cell = (key: string) =>
      page.getAttribute(`tr[data-model="${name}"] [data-key="${key}"]`, 'data-value');
    expect([await cell('params'), await cell('macs'), await cell('activations')]).toEqual(
      [params, macs, activations].map(String),
    );
  }
  expect(errors).toEqual([]);
  expect(await live.faults()).toEqual([]);
  await live.shoot('explorer-desk');
});

it('sorts by a column, by mouse and keyboard, and says so', async () => {
  await using live = await open();
  const { page } = live;
  const header = page.locator('th', { has: page.locator('[data-sort="macs"]') });
  expect(await header.getAttribute('aria-sort')).toBe('none');
  await page.click('[data-sort="macs"]');
  expect(await header.getAttribute('aria-sort')).toBe('ascending');
  const up = await values(page, 'macs');
  expect(up).toEqual([...up].sort((a, b) => a - b));
  await page.locator('[data-sort="macs"]').press('Enter');
  expect(await header.getAttribute('aria-sort')).toBe('descending');
  expect(await values(page, 'macs')).toEqual([...up].reverse());
});

it('filters, and its front is the one of what is left', async () => {
  await using live = await open();
  const { page } = live;
  await page.selectOption('[data-control="family"]', 'mobilenetv3');
  const specs = await Promise.all(modelNames().map((name) => findModel(name as string)));
  const points = specs
    .filter((spec) => spec.family.name === 'mobilenetv3')
    .flatMap((spec) => {
      const accuracy = publishedTop1(spec);
      const cost = Number(summarize(createModel(spec, { batch: 1 }).graph).macs);
      return accuracy === undefined ? [] : [{ name: spec.name, accuracy, cost }];
    });
  const front = paretoFront(points).map(({ name }) => name);
  expect(await page.textContent('[data-front]')).toBe(front.join(', '));
  await page.check('[data-control="scored"]');
  expect((await names(page)).sort()).toEqual(points.map(({ name }) => name).sort());
  await page.fill('[data-control="text"]', 'minimal');
  expect(await names(page)).toEqual(['tf_mobilenetv3_large_minimal_100', 'tf_mobilenetv3_small_minimal_100']);
});

it('opens a model: its stages, graph, features, checkpoints, code', async () => {
  await using live = await open();
  const { page, errors } = live;
  await page.click('tr[data-model="g_ghost_regnetx_032"] a');
  await page.waitForURL('**/models/g_ghost_regnetx_032');
  await page.waitForSelector('[data-control="scope"]', { timeout: 60_000 });
  expect(await page.title()).toContain('g_ghost_regnetx_032');
  const { graph, features } = createModel(await findModel('g_ghost_regnetx_032'), { batch: 1 });
  const { params, macs } = summarize(graph);
  const text = (await page.textContent('.vp-doc')) ?? '';
  expect(text).toContain(params.toLocaleString('en-US'));
  expect(text).toContain(Number(macs).toLocaleString('en-US'));
  for (const { name, channels } of features) expect(text).toMatch(new RegExp(`${name}\\s*${channels}`));
  expect(text).toContain("create('g_ghost_regnetx_032'");
  expect(text).toContain('g_ghost_regnet_3.2g_77.8.pth');
  await page.selectOption('[data-control="scope"]', 'layer2');
  const convolutions = graph.nodes.filter(({ op, path }) => op.name === 'Conv' && path.startsWith('layer2.'));
  const kinds = ['dense', 'pointwise', 'grouped', 'depthwise'].map((kind) => `svg .box.${kind}`).join(', ');
  expect(await page.locator(kinds).count()).toBe(convolutions.length);
  expect(await live.faults()).toEqual([]);
  await live.shoot('model-desk');
  expect(errors).toEqual([]);
});

it.each(['', 'mobilenetv4_hybrid_medium'])('models/%s fits a phone, at night', async (path) => {
  await using live = await open(path, { viewport: PHONE, colorScheme: 'dark' });
  expect(await live.overflow()).toBe(0);
  expect(await live.faults()).toEqual([]);
  await live.shoot(`models-${path || 'index'}-phone`);
});
