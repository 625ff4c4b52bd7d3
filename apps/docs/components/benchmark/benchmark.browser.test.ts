// Benchmark my device in a real browser: three small networks on three engines, results that the command line reads.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { summarize } from '@gossamer/core/analysis';
import { create } from '@gossamer/models/catalog';
import { readSaved, settingKey } from 'gossamer';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { openLivePage, PHONE } from '../../testing/live-page.js';
import { useSite } from '../../testing/use-site.js';

const MODELS = ['mobilenetv3_small_050', 'mobilenetv3_small_075', 'mobilenetv4_conv_small_050'];
const DEVICES = ['module', 'wasm', 'webgpu'];

const folder = mkdtempSync(join(tmpdir(), 'gossamer-benchmark-'));
const site = useSite();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = (options = {}) => openLivePage(site.browser, `${site.url}benchmark/`, options);
const settled = (page: Page, state: string, timeout = 60_000) =>
  page.waitForSelector(`.benchmark[data-state=${state}]`, { timeout });

const press = (page: Page, name: string) => page.getByRole('button', { name }).click();

async function choose(page: Page, models: readonly string[]): Promise<void> {
  await settled(page, 'idle');
  await press(page, 'None');
  for (const model of models) await page.check(`.names label:text-is("${model}")`);
  await page.selectOption('label:has-text("Rounds") select', '3');
}

interface Results {
  readonly results: readonly Readonly<Record<string, unknown>>[];
  readonly comparisons: readonly { readonly a: string; readonly b: string; readonly ratio: number }[];
}

describe('benchmark my device', () => {
  it('measures, draws, predicts, and writes what gossamer bench reads', async () => {
    await using live = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
    const { page, errors } = live;
    await choose(page, MODELS);
    await press(page, 'Measure');
    await settled(page, 'running');
    await settled(page, 'ready', 200_000);
    const rows = await page.$$eval('[data-results] tbody tr', (all) =>
      all.map((row) => `${row.getAttribute('data-model')} ${row.getAttribute('data-device')}`),
    );
    expect(rows.sort()).toEqual(
      MODELS.flatMap((model) => DEVICES.map((device) => `${model} ${device}`)).sort(),
    );
    expect(await page.locator('.charts figure').count()).toBe(2);
    expect(await page.locator('.charts figure:first-child circle title').count()).toBe(rows.length);
    expect(await page.locator('[data-predictions] tbody tr').count()).toBe(rows.length);

    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Download JSON')]);
    const file = join(folder, 'bench.json');
    await download.saveAs(file);
    const saved = await readSaved(file);
    const { results, comparisons } = JSON.parse(readFileSync(file, 'utf8')) as Results;
    expect(results).toHaveLength(rows.length);
    for (const result of results) {
      expect(result).toMatchObject({
        runtime: 'browser',
        precision: 'fp32',
        batch: 1,
        size: 224,
        outputs: { problem: null },
      });
      const { times, basis } = saved.results.get(settingKey(result)) ?? {};
      expect(basis).toBe('wall');
      expect(times?.wall?.rounds).toHaveLength(3);
      expect(times?.wall?.p50).toBeGreaterThan(0);
    }
    const { graph } = await create('mobilenetv3_small_050', { batch: 1 });
    const { params, macs } = summarize(graph);
    expect(results.find(({ model }) => model === 'mobilenetv3_small_050')).toMatchObject({ params, macs });
    // Each network's two other engines against its module.
    expect(comparisons).toHaveLength(MODELS.length * 2);

    await press(page, 'Copy as Markdown');
    await page.waitForSelector('.notice');
    const markdown = await page.evaluate(() => navigator.clipboard.readText());
    expect(markdown.split('\n').filter((line) => line.startsWith('| mobilenet'))).toHaveLength(rows.length);

    await live.shoot('benchmark-desktop');
    expect(await live.faults()).toEqual([]);
    expect(await live.overflow()).toBe(0);
    expect(errors).toEqual([]);
  }, 300_000);

  it('stops when told to and shows what was complete, on a phone, in the dark', async () => {
    await using live = await open({ viewport: PHONE, colorScheme: 'dark' });
    const { page, errors } = live;
    await choose(page, ['mobilenetv3_small_050', 'mobilenetv3_small_075', 'mobilenetv3_small_100']);
    await page.uncheck('label:has-text("WebGPU") input');
    await page.selectOption('label:has-text("Rounds") select', '15');
    await press(page, 'Measure');
    await page.waitForSelector('[data-results] tbody tr', { timeout: 60_000 });
    await press(page, 'Stop');
    await settled(page, 'ready');
    expect(await page.textContent('.notice')).toContain('Stopped');
    expect(await page.locator('[data-results] tbody tr').count()).toBe(6);
    await live.shoot('benchmark-phone-dark');
    expect(await live.faults()).toEqual([]);
    expect(await live.overflow()).toBe(0);
    expect(errors).toEqual([]);
  });
});
