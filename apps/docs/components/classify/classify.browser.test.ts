// Classify in a real browser: the same answers as in Node on every engine, weights of all origins, a camera.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPreprocessor, topK } from '@gossamer/core/image';
import { encodeOnnx } from '@gossamer/core/onnx';
import { encodeSafetensors, seededWeights } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { decodePicture } from '@gossamer/runtime-node';
import { runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import { startHub } from '@gossamer/testkit/hub';
import { seededGain } from 'gossamer/bench';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { preprocessOf } from '../../live/preprocess-of.js';
import { openLivePage, PHONE } from '../../testing/live-page.js';
import { useSite } from '../../testing/use-site.js';

const MODEL = 'mobilenetv3_small_050';
const pictures = fileURLToPath(new URL('../../public/pictures/', import.meta.url));

const site = useSite(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);

const open = (options = {}) => openLivePage(site.browser, `${site.url}classify/`, options);
const answered = (page: Page) =>
  page.waitForSelector('.classify[data-state=ready] [data-class]', { timeout: 100_000 });
const classes = (page: Page) =>
  page.$$eval('[data-class]', (rows) => rows.map((row) => Number(row.getAttribute('data-class'))));

/** Waits until there is one answer more. */
async function after(page: Page, change: () => Promise<unknown>): Promise<void> {
  const before = Number(await page.getAttribute('.classify', 'data-answers'));
  await change();
  await page.waitForFunction(
    (count) => {
      const { state, answers } = document.querySelector<HTMLElement>('.classify')?.dataset ?? {};
      return state === 'ready' && Number(answers) > count;
    },
    before,
    { timeout: 100_000 },
  );
}

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
const pick = (page: Page, name: string | RegExp) => page.getByRole('radio', { name }).check();

/** Node's five most probable classes of a picture, by onnxruntime. */
async function inNode(file: string, gain?: number): Promise<number[]> {
  const spec = await findModel(MODEL);
  const config = preprocessOf(spec);
  const { graph } = createModel(spec, { batch: 1 });
  const onnx = await encodeOnnx({ graph, weights: seededWeights(graph.params, gain ?? seededGain(spec)) });
  const data = createPreprocessor(config).tensor(await decodePicture(join(pictures, file)));
  const feed = { dtype: 'float32', shape: [1, 3, ...config.inputSize], data } as TestTensor<'float32'>;
  const { logits } = await runOnnxruntime(onnx, { pixel_values: feed });
  return topK(logits?.data as Float32Array, 5).map(({ index }) => index);
}

async function seededFile(model: string, gain: number): Promise<Uint8Array> {
  const { graph } = createModel(await findModel(model), { batch: 1 });
  return encodeSafetensors(seededWeights(graph.params, gain));
}

describe('classify', () => {
  it('answers as Node does, on the module, on WASM and on WebGPU', async () => {
    await using live = await open();
    const { page, errors } = live;
    await answered(page);
    expect(await page.textContent('[data-weights]')).toContain('means nothing');
    await after(page, () => page.selectOption('.classify select', MODEL));
    const cat = await inNode('chelsea.png');
    expect(await classes(page)).toEqual(cat);
    await after(page, () => press(page, 'a cup of coffee'));
    expect(await classes(page)).toEqual(await inNode('coffee.png'));
    await after(page, () => press(page, 'a cat'));
    await after(page, () => pick(page, 'onnxruntime-web, WebAssembly'));
    expect(await classes(page)).toEqual(cat);
    await after(page, () => pick(page, 'onnxruntime-web, WebGPU'));
    expect(await page.getAttribute('.classify', 'data-device')).toBe('webgpu');
    // The order of the first is the same; below, a software GPU may differ in the last digit.
    expect((await classes(page))[0]).toBe(cat[0]);
    await live.shoot('classify-desktop');
    expect(await live.faults()).toEqual([]);
    expect(await live.overflow()).toBe(0);
    expect(errors).toEqual([]);
  }, 240_000);

  it('takes pictures by choice and by drop, and says what is no picture', async () => {
    await using live = await open();
    const { page } = live;
    await answered(page);
    await after(page, () => page.selectOption('.classify select', MODEL));
    const input = page.locator('input[aria-label="A picture of yours"]');
    await after(page, () => input.setInputFiles(join(pictures, 'coffee.png')));
    expect(await classes(page)).toEqual(await inNode('coffee.png'));
    const bytes = readFileSync(join(pictures, 'chelsea.png')).toString('base64');
    await after(page, () => page.evaluate(dropPicture, bytes));
    expect(await classes(page)).toEqual(await inNode('chelsea.png'));
    await input.setInputFiles({ name: 'no.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
    await page.waitForSelector('.trouble');
    expect(await page.textContent('.trouble')).toContain('is no picture');
  });

  it('takes weights of a file, and refuses those of another network by name', async () => {
    await using live = await open();
    const { page, errors } = live;
    await answered(page);
    await after(page, () => page.selectOption('.classify select', MODEL));
    await pick(page, 'a file of yours');
    const input = page.locator('.more input[type=file]');
    const buffer = Buffer.from(await seededFile(MODEL, 1));
    await after(page, () => input.setInputFiles({ name: 'mine.safetensors', mimeType: '', buffer }));
    expect(await page.textContent('[data-weights]')).toContain('Weights: mine.safetensors.');
    expect(await classes(page)).toEqual(await inNode('chelsea.png', 1));
    const other = Buffer.from(await seededFile('ghostnet_050', 1));
    await input.setInputFiles({ name: 'other.safetensors', mimeType: '', buffer: other });
    await page.waitForSelector('.trouble');
    expect(await page.textContent('.trouble')).toMatch(/missing|unexpected/);
    expect(await page.getAttribute('.trouble a', 'href')).toBe('/guide/troubleshooting#weight-mismatch');
    expect(errors).toEqual([]);
  });

  it('downloads weights from a hub with progress, and gives up when told to', async () => {
    const weights = await seededFile(MODEL, 1);
    await using hub = await startHub(
      { 'reader/small': { files: { 'model.safetensors': weights } } },
      {
        headers: {
          'access-control-allow-origin': '*',
          'access-control-allow-headers': 'authorization, range',
          'access-control-expose-headers': 'x-error-code, x-repo-commit, content-range, etag',
        },
      },
    );
    await using live = await open();
    const { page } = live;
    await answered(page);
    await after(page, () => page.selectOption('.classify select', MODEL));
    await pick(page, /^a repository/);
    await page.fill('input[placeholder^="timm/"]', `${hub.endpoint}/reader/small/tree/main`);
    await page.fill('input[placeholder^="https"]', hub.endpoint);
    hub.faults.push({ slowMs: 30 });
    await press(page, /^Download/);
    await page.waitForSelector('.progress progress');
    await press(page, 'Cancel');
    await page.waitForSelector('.progress', { state: 'detached' });
    expect(await page.textContent('[data-weights]')).toContain('Made-up weights');
    await after(page, () => press(page, /^Download/));
    expect(await page.textContent('[data-weights]')).toContain('Weights: reader/small.');
    expect(await classes(page)).toEqual(await inNode('chelsea.png', 1));
    await page.fill('input[placeholder^="timm/"]', 'no repository');
    await press(page, /^Download/);
    await page.waitForSelector('.trouble');
    expect(await page.textContent('.trouble')).toContain('is no repository');
  });

  it('follows a camera and says how quickly, on a phone, in the dark', async () => {
    await using live = await open({ viewport: PHONE, colorScheme: 'dark', permissions: ['camera'] });
    const { page, errors } = live;
    await answered(page);
    await after(page, () => page.selectOption('.classify select', MODEL));
    await press(page, 'Camera');
    await page.waitForFunction(
      () => Number.parseFloat(document.querySelector('[data-fps]')?.textContent ?? '0') > 1,
    );
    await live.shoot('classify-phone-dark');
    expect(await live.overflow()).toBe(0);
    expect(await live.faults()).toEqual([]);
    await press(page, 'Stop the camera');
    await page.waitForSelector('.drop img');
    expect(errors).toEqual([]);
  });
});

/** Runs in the page. */
function dropPicture(base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], 'dropped.png', { type: 'image/png' }));
  document
    .querySelector('.drop')
    ?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
}
