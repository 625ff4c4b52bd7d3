// The pages in a real Chromium, from a file, without a network: their numbers read back, their looks in both schemes.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromiumPath } from '@gossamer/testkit/page';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type BenchReport,
  type InspectReport,
  type ReportData,
  type RooflineReport,
  renderReport,
} from './index.js';

const home = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'gossamer-report-'));
let browser: Browser;

beforeAll(async () => {
  execFileSync(process.execPath, ['build-page.mjs'], { cwd: home });
  browser = await chromium.launch({ executablePath: chromiumPath(), headless: true, args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Opened extends AsyncDisposable {
  readonly page: Page;
  readonly errors: string[];
  /** Everything asked for but the page itself. */
  readonly requests: string[];
}

async function open(data: ReportData, colorScheme: 'light' | 'dark' = 'light'): Promise<Opened> {
  const file = join(folder, `${data.kind}.html`);
  writeFileSync(file, renderReport(data));
  const page = await browser.newPage({ colorScheme });
  const errors: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  const url = pathToFileURL(file).href;
  page.on('request', (request) => /^(file|data):/.test(request.url()) || requests.push(request.url()));
  await page.goto(url);
  return { page, errors, requests, [Symbol.asyncDispose]: () => page.close() };
}

const conv = (path: string, macs: number, params: number) => ({
  path,
  op: 'Conv',
  shape: [1, 8, 4, 4],
  params,
  macs,
  bytes: 4000,
});

const network: InspectReport = {
  kind: 'inspect',
  model: 'small </script><!--<b>net',
  source: 'a test',
  params: 350,
  macs: 6000,
  layers: [conv('stem', 1000, 50), conv('blocks.0.conv', 2000, 100), conv('blocks.1.conv', 3000, 200)],
  memory: [1000, 5000, 2000],
};

const layer = (path: string, macs: number, bytes: number, ms: number) => ({
  ...conv(path, macs, 0),
  bytes,
  ms,
});

const roofs: RooflineReport = {
  kind: 'roofline',
  device: { name: 'box', macsPerSecond: 2e9, bytesPerSecond: 1e9, source: 'a test' },
  models: [
    {
      model: 'few-macs',
      ms: 2,
      top1: 70,
      layers: [layer('a', 1e6, 4e5, 1), layer('b', 1e6, 4e5, 1)],
      work: [
        { macs: 1e6, bytes: 1e5 },
        { macs: 1e6, bytes: 1e5 },
      ],
    },
    {
      model: 'few-bytes',
      ms: 3,
      top1: 69,
      layers: [layer('a', 6e6, 4e3, 3)],
      work: [{ macs: 6e6, bytes: 1e3 }],
    },
    {
      model: 'unpublished',
      ms: 1,
      top1: null,
      layers: [layer('a', 1e5, 4e3, 1)],
      work: [{ macs: 1e5, bytes: 1e3 }],
    },
  ],
  ridges: [0, 500],
};

const measured = (label: string, engine: string, p50: number, top1: number | null) => ({
  ...{ label, model: label.split(' ')[0] as string, engine, top1, p50, p90: 1.5 * p50 },
  ...{ imagesPerSecond: 1000 / p50, gflops: 2, rooflineShare: 0.5, fileBytes: 4e6, rssBytes: null },
  phases: [
    { phase: 'build', ms: 1 },
    { phase: 'create', ms: 3 },
  ],
});

const times: BenchReport = {
  kind: 'bench',
  title: 'Benchmark: <box>',
  facts: ['a box, 2 processors'],
  doubts: ['noisy <b>today</b>'],
  results: [
    measured('fast device=cpu', 'node cpu', 2, 70),
    measured('good device=cpu', 'node cpu', 4, 75),
    measured('worse device=cpu', 'node cpu', 4, 71),
    measured('fast runtime=web', 'web wasm', 8, 70),
    measured('file.onnx', 'node cpu', 1, null),
  ],
  ratios: [{ a: 'fast runtime=web', b: 'device=cpu', ratio: 4, low: 3.8, high: 4.3, verdict: 'slower' }],
};

/** Mean lightness of a screenshot of `selector`, 0 to 255, counted by the browser itself. */
async function lightness(page: Page, selector: string): Promise<number> {
  const png = (await page.locator(selector).first().screenshot()).toString('base64');
  return page.evaluate(async (data) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context?.drawImage(bitmap, 0, 0);
    const { data: pixels = [] } = context?.getImageData(0, 0, bitmap.width, bitmap.height) ?? {};
    let sum = 0;
    for (let i = 0; i < pixels.length; i += 4)
      sum += (pixels[i] ?? 0) + (pixels[i + 1] ?? 0) + (pixels[i + 2] ?? 0);
    return sum / (pixels.length / 4) / 3;
  }, png);
}

describe('the page of a network', () => {
  it('shows scopes that sum up their layers and open', async () => {
    await using opened = await open(network);
    const { page, errors, requests } = opened;
    expect(await page.title()).toBe('small </script><!--<b>net');
    expect(await page.locator('#totals').textContent()).toBe('350 parameters, 6 k MACs, 3 nodes');
    const scopes = await page
      .locator('details')
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.macs));
    expect(scopes).toEqual(['6000', '1000', '5000', '2000', '2000', '3000', '3000']);
    const inner = page.locator('details details details').first();
    expect(await inner.isVisible()).toBe(false);
    await page.locator('summary', { hasText: 'blocks' }).click();
    expect(await inner.isVisible()).toBe(true);
    expect({ errors, requests }).toEqual({ errors: [], requests: [] });
  });

  it('draws bars in proportion to MACs, and the memory', async () => {
    await using opened = await open(network);
    const bars = opened.page.locator('#layers svg').first().locator('[aria-label="rect"] rect');
    const heights = await bars.evaluateAll((all) => all.map((bar) => Number(bar.getAttribute('height'))));
    const [first = 0] = heights;
    expect(heights.map((height) => Number((height / first).toFixed(2)))).toEqual([1, 2, 3]);
    expect(await opened.page.locator('#memory p').textContent()).toContain('at most 5 kB');
    expect(await opened.page.locator('#memory svg path').count()).toBeGreaterThan(0);
  });

  it('is light by day, dark by night, and light on paper', async () => {
    await using day = await open(network);
    expect(await lightness(day.page, 'body')).toBeGreaterThan(200);
    await using night = await open(network, 'dark');
    expect(await lightness(night.page, 'body')).toBeLessThan(80);
    await night.page.emulateMedia({ media: 'print' });
    expect(await lightness(night.page, 'body')).toBeGreaterThan(200);
  });
});

describe('the page of a roofline', () => {
  it('puts a point under the roof for each layer that computes', async () => {
    await using opened = await open(roofs);
    expect(await opened.page.locator('#device').textContent()).toBe(
      '2 GMAC/s, 1 GB/s, ridge point 2 MACs a byte',
    );
    expect(await opened.page.locator('#roof [aria-label="dot"] circle').count()).toBe(4);
    expect(opened.errors).toEqual([]);
  });

  it('ranks anew where the ridge point is dragged', async () => {
    await using opened = await open(roofs);
    const { page } = opened;
    const rows = () =>
      page
        .locator('#front tbody tr')
        .evaluateAll((all) =>
          all.map((row) => [
            row.firstChild?.textContent,
            Number((row as HTMLElement).dataset.cost),
            row.className,
          ]),
        );
    expect(await rows()).toEqual([
      ['unpublished', 1e5, ''],
      ['few-macs', 2e6, 'front'],
      ['few-bytes', 6e6, ''],
    ]);
    await page.locator('#ridge').focus();
    await page.keyboard.press('End');
    expect(await page.locator('#ridge-value').textContent()).toBe('500 MACs a byte');
    // 500 x the bytes: two layers of 1e5, and one of 1e3 that stays below its MACs.
    expect(await rows()).toEqual([
      ['unpublished', 5e5, ''],
      ['few-bytes', 6e6, 'front'],
      ['few-macs', 1e8, 'front'],
    ]);
  });
});

describe('the page of a benchmark', () => {
  it('draws times in proportion, and says what it doubts', async () => {
    await using opened = await open(times);
    const { page, errors, requests } = opened;
    expect(await page.title()).toBe('Benchmark: <box>');
    expect(await page.locator('#doubts li').allTextContents()).toEqual(['noisy <b>today</b>']);
    const bars = page.locator('#times [aria-label="bar"] rect');
    const widths = await bars.evaluateAll((all) => all.map((bar) => Number(bar.getAttribute('width'))));
    expect(widths.map((width) => Number((width / (widths[4] as number)).toFixed(2)))).toEqual([
      2, 4, 4, 8, 1,
    ]);
    expect(await page.locator('#phases [aria-label="bar"] rect').count()).toBe(10);
    expect({ errors, requests }).toEqual({ errors: [], requests: [] });
  });

  it('fills the points that nothing of their engine beats, and draws ratios with their intervals', async () => {
    await using opened = await open(times);
    const { page } = opened;
    const fills = await page
      .locator('#front [aria-label="dot"] circle')
      .evaluateAll((all) =>
        all.map((dot) => [dot.textContent?.split('\n')[0], getComputedStyle(dot).fill !== 'none']),
      );
    expect(Object.fromEntries(fills)).toEqual({
      'fast device=cpu': true,
      'good device=cpu': true,
      'worse device=cpu': false,
      'fast runtime=web': true,
    });
    expect(await page.locator('#ratios circle title').textContent()).toBe('4.000 (3.800 to 4.300): slower');
    const cells = await page.locator('#numbers tbody tr').first().locator('td').allTextContents();
    expect(cells).toEqual(['fast device=cpu', '2.00', '3.00', '500', '2.00', '50 %', '70.00', '4 MB', '-']);
  });

  it('keeps within a phone, and is dark by night', async () => {
    await using opened = await open(times, 'dark');
    expect(await lightness(opened.page, 'body')).toBeLessThan(80);
    await opened.page.setViewportSize({ width: 390, height: 800 });
    const width = await opened.page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(390);
  });
});
