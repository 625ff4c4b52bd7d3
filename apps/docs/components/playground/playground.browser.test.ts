// The playground in a real browser: edited, broken, mended, run, saved, shared; its numbers are the library's.

import { readFileSync } from 'node:fs';
import { bindDims, type Tensor } from '@gossamer/core';
import { summarize } from '@gossamer/core/analysis';
import { topK } from '@gossamer/core/image';
import { bytesSource, readSafetensors, seededInput } from '@gossamer/core/weights';
import { runOnnxruntime, type TestTensor } from '@gossamer/testkit';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { greyClassifier } from '../../../../examples/grey-classifier/src/network.js';
import { formatCount } from '../../live/format.js';
import { openLivePage, PHONE } from '../../testing/live-page.js';
import { useSite } from '../../testing/use-site.js';
import { EXAMPLES } from './examples.js';
import { toHash } from './share.js';

const graph = greyClassifier();
const program = EXAMPLES[0]?.text ?? '';

const site = useSite();

const open = (hash = '', options = {}) =>
  openLivePage(site.browser, `${site.url}playground/${hash}`, options);
const settled = (page: Page, state: string) =>
  page.waitForSelector(`.playground[data-state=${state}]`, { timeout: 60_000 });
const fact = (page: Page, name: string) => page.textContent(`[data-fact="${name}"]`);

/** Writes the program anew, as a reader would: select everything, paste. */
async function write(page: Page, text: string, state: string): Promise<void> {
  await page.click('.cm-content');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(text);
  await settled(page, 'checking');
  await settled(page, state);
}

async function saved(page: Page, button: string): Promise<Uint8Array> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(`text=${button}`)]);
  return new Uint8Array(readFileSync(await download.path()));
}

describe('the playground', () => {
  it('shows what the library says, runs, and saves files that other programs take', async () => {
    await using live = await open();
    const { page, errors } = live;
    await settled(page, 'ready');
    const { params, macs } = summarize(bindDims(graph, { N: 1 }));
    expect(await fact(page, 'parameters')).toBe(formatCount(params));
    expect(await fact(page, 'multiply-accumulates')).toBe(formatCount(Number(macs)));
    expect(await page.locator('.network svg .box').count()).toBeGreaterThan(10);

    await page.click('text=Run');
    await page.waitForSelector('[data-result=run]', { timeout: 30_000 });
    const shown = await page.$$eval('[data-class]', (found) =>
      found.map((one) => Number(one.getAttribute('data-class'))),
    );
    const onnx = await saved(page, 'Save as ONNX');
    const { logits } = await runOnnxruntime(onnx, {
      pixel_values: seededInput('pixel_values', [1, 1, 28, 28]) as TestTensor,
    });
    expect(logits?.shape).toEqual([1, 10]);
    expect(shown).toEqual(topK((logits as Tensor).data as Float32Array, 5).map(({ index }) => index));

    const { tensors } = await readSafetensors(bytesSource(await saved(page, 'Save weights')));
    expect([...tensors.keys()].sort()).toEqual([...graph.params.keys()].sort());

    await live.shoot('playground-desktop');
    expect(await live.faults()).toEqual([]);
    expect(await live.overflow()).toBe(0);
    expect(errors).toEqual([]);
  });

  it('shows what is wrong at its line, and is mended', async () => {
    await using live = await open();
    const { page } = live;
    await settled(page, 'ready');
    const trouble = () => page.textContent('.troubles li');
    const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length;

    const misspelt = program.replace('kernel: 3, act', 'kernal: 3, act');
    await write(page, misspelt, 'error');
    expect(await trouble()).toContain(`line ${lineOf(misspelt, 'kernal')}`);
    expect(await trouble()).toContain("'kernal' does not exist in type 'ConvNormActOptions'");
    expect(await page.locator('.cm-lint-marker-error').count()).toBe(1);

    const doubled = program.replace("s('blocks')(2)", "s('blocks')(1)");
    await write(page, doubled, 'error');
    expect(await trouble()).toMatch(/GraphError.*exists already.*give each layer its own scope/s);
    expect(await trouble()).toContain(`line ${lineOf(doubled, "s('blocks')(1), x, { out: 40, expand")}`);
    await live.shoot('playground-error');
    expect(await live.faults()).toEqual([]);

    await write(page, program.replace('classes = 10', 'classes = 7'), 'ready');
    expect(await page.locator('.troubles').count()).toBe(0);
    expect(await page.textContent('.ports')).toContain('logits [N, 7]');
    expect(live.errors).toEqual([]);
  });

  it('completes with our types, from the keyboard alone, and lets the keyboard out', async () => {
    await using live = await open();
    const { page } = live;
    await settled(page, 'ready');
    await page.focus('.cm-content');
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type('\ninvertedRes');
    await page.keyboard.press('Control+Space');
    await page.waitForSelector('.cm-tooltip-autocomplete', { timeout: 20_000 });
    expect(await page.textContent('.cm-tooltip-autocomplete li[aria-selected]')).toBe('invertedResidual');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('.cm-editor') === null)).toBe(true);
  });

  it('stops a program that does not end, and lets none out', async () => {
    await using live = await open();
    const { page } = live;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await settled(page, 'ready');
    const scope = 'globalThis as unknown as { fetch(url: string): Promise<never>; indexedDB?: object }';
    const fetching = (url: string) => `export default (${scope}).fetch('${url}');`;
    for (const url of ['https://example.com/out', `${site.url}index.html?out`]) {
      await write(page, fetching(url), 'error');
      expect(await page.textContent('.troubles li')).toContain('Failed to fetch');
    }
    expect(asked.filter((url) => url.endsWith('out'))).toEqual([]);

    const storing = `try { (${scope}).indexedDB!; console.log(typeof (${scope}).indexedDB); } catch {}\nconst open = (globalThis as unknown as { indexedDB: { open(name: string): object } }).indexedDB.open('x');\nexport default open;`;
    await write(page, storing, 'error');
    expect(await page.textContent('.troubles li')).toMatch(/SecurityError|denied|undefined/);

    await write(page, 'for (;;);\nexport default 1;', 'error');
    expect(await page.textContent('.troubles li')).toContain('stopped after 10 seconds');
    await write(page, program, 'ready');
  }, 180_000);

  it('shares programs by link; what comes by link runs when the reader says so', async () => {
    await using live = await open();
    const { page } = live;
    await settled(page, 'ready');
    await write(page, program.replace('classes = 10', 'classes = 12'), 'ready');
    await page.click('text=Share');
    const link = await page.inputValue('.link input');
    // Remembered in this browser, so nobody else's.
    await page.goto(`${site.url}playground/`);
    await settled(page, 'ready');
    expect(await page.textContent('.ports')).toContain('logits [N, 12]');

    await using other = await openLivePage(site.browser, link);
    await settled(other.page, 'waiting');
    expect(await other.page.textContent('.cm-content')).toContain('classes = 12');
    expect(await other.page.locator('.network').count()).toBe(0);
    expect(await other.faults()).toEqual([]);
    await other.page.click('text=Run this program');
    await settled(other.page, 'ready');
    expect(await other.page.textContent('.ports')).toContain('logits [N, 12]');
    expect(other.errors).toEqual([]);
  });

  it('says what is wrong with a link that is damaged', async () => {
    const whole = await toHash(program);
    for (const hash of ['#program=', '#program=%00', whole.slice(0, whole.length / 2)]) {
      await using live = await open(hash);
      await settled(live.page, 'ready');
      expect(await live.page.textContent('.notice')).toContain('this link holds no program');
      expect(live.errors).toEqual([]);
    }
  });

  it('fits a phone, in the dark', async () => {
    await using live = await open('', { viewport: PHONE, colorScheme: 'dark' });
    const { page } = live;
    await settled(page, 'ready');
    await page.selectOption('.playground select', 'mixed-backbone');
    await settled(page, 'checking');
    await settled(page, 'ready');
    expect(await page.textContent('.network h2')).toBe('mixed_100');
    await page.click('text=Run');
    await page.waitForSelector('[data-result=run]', { timeout: 30_000 });
    await live.shoot('playground-phone-dark');
    expect(await live.overflow()).toBe(0);
    expect(await live.faults()).toEqual([]);
    expect(live.errors).toEqual([]);
  });
});
