// The papers' figures in a real browser: what they show is what the library computes here.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GossamerError, type Tensor } from '@gossamer/core';
import { ridgeSweep } from '@gossamer/core/analysis';
import { encodeSafetensors, randomWeights, seededInput } from '@gossamer/core/weights';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { costs } from '../../live/costs.js';
import { openLivePage, PHONE } from '../../testing/live-page.js';
import { useSite } from '../../testing/use-site.js';
import { type BlockFigure, type ControlValues, initialValues } from './block-figure.js';
import { BLOCK_FIGURES, type BlockFigureName } from './blocks/index.js';
import { layerNetwork } from './redundancy/run-layer.js';
import { RIDGE_MODELS, sweepModel } from './ridge/ridge-models.js';
import { shuffledOrder } from './steps/shuffle-steps.js';

const site = useSite();

const open = (page: string, options = {}) => openLivePage(site.browser, `${site.url}papers/${page}`, options);

/** Where each block stands. */
const PAGES: Readonly<Record<string, readonly BlockFigureName[]>> = {
  ghostnet: ['ghost-module', 'ghost-bottleneck', 'g-ghost-stage'],
  mobilenet: ['depthwise-separable', 'inverted-residual'],
  mobilenetv4: ['uib', 'mobile-attention'],
  shufflenet: ['shuffle-unit'],
  fasternet: ['partial-conv', 'fasternet-block'],
  cspnet: ['partial-dense', 'cross-stage'],
};

/** What a figure should show: the costs, or why there are none. */
function expected(figure: BlockFigure, values: ControlValues): Record<string, number> | string {
  try {
    return { ...costs(figure.build(values)) };
  } catch (error) {
    if (error instanceof GossamerError) return error.reason;
    throw error;
  }
}

/** What it shows. */
async function shown(page: Page, name: string): Promise<Record<string, number> | string> {
  const figure = page.locator(`[data-figure="${name}"]`);
  const alert = figure.locator('[role=alert]');
  if ((await alert.count()) > 0) return (await alert.textContent()) ?? '';
  const cells = await figure
    .locator('[data-cost]')
    .evaluateAll((all) =>
      all.map(
        (cell) => [cell.getAttribute('data-cost') ?? '', Number(cell.getAttribute('data-exact'))] as const,
      ),
    );
  return Object.fromEntries(cells);
}

/** Takes a control to the neighbour of its value, with the keyboard. */
async function change(page: Page, name: string, key: string, figure: BlockFigure): Promise<ControlValues> {
  const control = figure.controls.find((one) => one.key === key);
  const values = control?.values ?? [];
  const at = values.indexOf(control?.initial ?? '');
  const next = at + 1 < values.length ? at + 1 : at - 1;
  const input = page.locator(`[data-figure="${name}"] [data-control="${key}"]`);
  if (typeof values[0] === 'number') await input.press(next > at ? 'ArrowRight' : 'ArrowLeft');
  else await input.selectOption(String(values[next]));
  return { [key]: values[next] as string | number };
}

describe('blocks with sliders', () => {
  it.each(Object.entries(PAGES))('%s: moved sliders show the library’s numbers', async (name, figures) => {
    await using live = await open(name);
    const { page, errors } = live;
    for (const key of figures) {
      const figure: BlockFigure = BLOCK_FIGURES[key];
      await page.waitForSelector(`[data-figure="${key}"]`, { timeout: 30_000 });
      let values = initialValues(figure);
      expect(await shown(page, key), key).toEqual(expected(figure, values));
      for (const control of figure.controls) {
        values = { ...values, ...(await change(page, key, control.key, figure)) };
        const want = expected(figure, values);
        const found = await shown(page, key);
        if (typeof want === 'string') expect(found, `${key} ${control.key}`).toContain(want);
        else expect(found, `${key} ${control.key}`).toEqual(want);
      }
    }
    expect(errors).toEqual([]);
    expect(await live.faults()).toEqual([]);
    await live.shoot(`papers-${name}-desk`);
  });

  it('says what a box of the diagram costs, by keyboard', async () => {
    await using live = await open('ghostnet');
    const box = live.page.locator('[data-figure="ghost-module"] svg .depthwise');
    await box.press('Enter');
    const about = await live.page.textContent('[data-figure="ghost-module"] .about');
    expect(about).toContain('352 parameters, 225,792 MACs');
    expect(about).toContain('cheap_operation.0');
  });

  it.each(Object.keys(PAGES))('%s fits a phone', async (name) => {
    await using live = await open(name, { viewport: PHONE, colorScheme: 'dark' });
    const loading = () => document.querySelector('[data-state=loading]') === null;
    await live.page.waitForSelector('[data-figure]', { timeout: 30_000 });
    await live.page.waitForFunction(loading, undefined, { timeout: 60_000 });
    expect(await live.overflow()).toBe(0);
    expect(await live.faults()).toEqual([]);
    await live.shoot(`papers-${name}-phone`);
  });
});

/** Ids of the tiles in reading order. */
const order = (page: Page, name: string) =>
  page.locator(`[data-steps="${name}"] [data-tile]`).evaluateAll((tiles) =>
    tiles
      .map((tile) => ({ id: tile.getAttribute('data-tile'), style: (tile as HTMLElement).style }))
      .sort(
        (a, b) =>
          Number.parseFloat(a.style.top) - Number.parseFloat(b.style.top) ||
          Number.parseFloat(a.style.left) - Number.parseFloat(b.style.left),
      )
      .map(({ id }) => id),
  );
const ready = (page: Page, name: string) =>
  page.waitForSelector(`[data-steps="${name}"][data-state=ready]`, { timeout: 30_000 });

describe('steps', () => {
  it('the shuffle ends in the order the graph computes, by keyboard, without motion where none is wanted', async () => {
    await using live = await open('shufflenet');
    const { page } = live;
    await ready(page, 'shuffle');
    const channels = Array.from({ length: 12 }, (_, index) => `c${index}`);
    expect(await order(page, 'shuffle')).toEqual(channels);
    const stage = page.locator('[data-steps="shuffle"] .stage');
    for (let step = 0; step < 3; step++) await stage.press('ArrowRight');
    expect(await page.getAttribute('[data-steps="shuffle"]', 'data-step')).toBe('3');
    const computed = await shuffledOrder(seededInput('x', [1, 12, 4, 4]) as Tensor, 3);
    expect(await order(page, 'shuffle')).toEqual(computed.map((channel) => `c${channel}`));
    expect(await page.locator('[data-steps="shuffle"] [data-play]').count()).toBe(0);
    const duration = await stage
      .locator('.tile')
      .first()
      .evaluate((tile) => getComputedStyle(tile).transitionProperty);
    expect(duration).toBe('none');
  });

  it('another number of groups computes another order', async () => {
    await using live = await open('shufflenet');
    const { page } = live;
    await ready(page, 'shuffle');
    await page.locator('[data-steps="shuffle"] input').press('End');
    for (let step = 0; step < 3; step++) await page.click('[data-steps="shuffle"] [data-next]');
    const computed = await shuffledOrder(seededInput('x', [1, 12, 4, 4]) as Tensor, 6);
    await expect.poll(() => order(page, 'shuffle')).toEqual(computed.map((channel) => `c${channel}`));
  });

  it('plays where motion is welcome', async () => {
    await using live = await open('fasternet');
    const { page } = live;
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await page.reload();
    await ready(page, 'partial-conv');
    await page.click('[data-steps="partial-conv"] [data-play]');
    await page.waitForSelector('[data-steps="partial-conv"][data-step="3"]', { timeout: 15_000 });
    expect(await page.textContent('[data-steps="partial-conv"] .caption')).toContain('Concat');
  });

  it('the ghost module ends with originals and ghosts', async () => {
    await using live = await open('ghostnet');
    await ready(live.page, 'ghost');
    for (let step = 0; step < 3; step++) await live.page.click('[data-steps="ghost"] [data-next]');
    const ids = Array.from({ length: 6 }, (_, index) => index);
    await expect
      .poll(() => order(live.page, 'ghost'))
      .toEqual([...ids.map((at) => `p${at}`), ...ids.map((at) => `g${at}`)]);
  });
});

describe('maps that look alike', () => {
  const settled = (page: Page, state: string) =>
    page.waitForSelector(`.redundancy[data-state=${state}]`, { timeout: 90_000 });
  const cosines = (page: Page) =>
    page
      .locator('[data-cosine]')
      .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-cosine'))));

  it('marks pairs on a picture, says that weights are made up, and takes a checkpoint', async () => {
    await using live = await open('ghostnet');
    const { page, errors } = live;
    await settled(page, 'ready');
    expect(await page.textContent('.redundancy .label')).toContain('Made-up weights');
    const first = await cosines(page);
    expect(first).toHaveLength(6);
    expect(first).toEqual([...first].sort((a, b) => b - a));
    expect(await page.locator('.cell:not([data-pair="-1"])').count()).toBe(12);

    await page.selectOption('.redundancy [data-control="sample"]', '/pictures/rocket.jpg');
    await expect.poll(() => cosines(page), { timeout: 30_000 }).not.toEqual(first);

    await page.selectOption('.redundancy [data-control="model"]', 'shufflenetv1_g3_100');
    await settled(page, 'loading');
    await settled(page, 'ready');
    const { graph } = await layerNetwork('shufflenetv1_g3_100');
    const buffer = Buffer.from(await encodeSafetensors(randomWeights(graph, 1)));
    const file = { name: 'mine.safetensors', mimeType: 'application/octet-stream', buffer };
    await page.setInputFiles('.redundancy [data-control="weights"]', file);
    await page.waitForSelector('.redundancy .label[data-learned=true]', { timeout: 60_000 });
    expect(await page.textContent('.redundancy .label')).toContain('Weights: mine.safetensors.');
    await live.shoot('papers-redundancy-desk');
    expect(errors).toEqual([]);
  });

  it('is the same on onnxruntime-web', async () => {
    await using live = await open('ghostnet');
    const { page } = live;
    await settled(page, 'ready');
    const own = await cosines(page);
    await page.selectOption('.redundancy [data-control="engine"]', 'wasm');
    await settled(page, 'loading');
    await settled(page, 'ready');
    const theirs = await cosines(page);
    expect(theirs).toHaveLength(own.length);
    for (const [index, cosine] of theirs.entries()) expect(cosine).toBeCloseTo(own[index] as number, 4);
  });

  it('refuses a checkpoint of another network, and says what is missing', async () => {
    await using live = await open('ghostnet');
    const { page } = live;
    await settled(page, 'ready');
    const { graph } = await layerNetwork('fasternet_t0');
    const buffer = Buffer.from(await encodeSafetensors(randomWeights(graph, 1)));
    await page.setInputFiles('.redundancy [data-control="weights"]', {
      name: 'other.safetensors',
      mimeType: 'application/octet-stream',
      buffer,
    });
    await settled(page, 'error');
    expect(await page.textContent('.redundancy [role=alert]')).toContain('stem.conv1.conv.weight');
  });

  it('takes the reader’s own picture', async () => {
    await using live = await open('ghostnet');
    await settled(live.page, 'ready');
    const before = await cosines(live.page);
    const path = fileURLToPath(new URL('../../public/pictures/coffee.png', import.meta.url));
    await live.page.setInputFiles('.redundancy input[accept="image/*"]', {
      name: 'coffee.png',
      mimeType: 'image/png',
      buffer: readFileSync(path),
    });
    await expect.poll(() => cosines(live.page), { timeout: 30_000 }).not.toEqual(before);
  });
});

describe('the ridge point', () => {
  it('moves the front as the library’s sweep does', async () => {
    await using live = await open('mobilenetv4');
    const { page, errors } = live;
    await page.waitForSelector('.ridge[data-state=ready]', { timeout: 60_000 });
    const models = await Promise.all(RIDGE_MODELS.map(sweepModel));
    const [none, most] = ridgeSweep(models, [0, 500]).map(({ front }) => front.join(', '));
    expect(await page.textContent('[data-front]')).toBe(none);
    await page.locator('.ridge input').press('End');
    expect(await page.textContent('[data-ridge]')).toBe('500');
    expect(await page.textContent('[data-front]')).toBe(most);
    expect(errors).toEqual([]);
  });
});
