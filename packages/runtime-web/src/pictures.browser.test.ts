// Pictures in Chromium: every kind of source gives the same pixels and core's exact input; video; MobileNet's calls.
import { preprocess } from '@gossamer/core/image';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './testing/browser.js';
import { CONFIG, PATTERN, patternPixels } from './testing/pattern.js';
import type { PictureFunctions } from './testing/programs/pictures.js';

let browser: TestBrowser<PictureFunctions>;
beforeAll(async () => {
  browser = await startBrowser<PictureFunctions>('pictures');
});
afterAll(() => browser?.[Symbol.asyncDispose]());

it('takes every kind of picture, to the bit', async () => {
  await using page = await browser.open();
  const pixels = patternPixels();
  const input = Array.from(preprocess(CONFIG)({ ...PATTERN, channels: 4, data: pixels }));
  const found = await page.call('sources');
  expect(Object.keys(found).length).toBe(9);
  for (const [name, source] of Object.entries(found)) {
    expect(source.pixels, name).toEqual([...pixels]);
    expect(source.input, name).toEqual(input);
  }
});

it('takes a video, and says what is no picture', async () => {
  await using page = await browser.open();
  expect(await page.call('videoSize')).toEqual([PATTERN.width, PATTERN.height, 4]);
  expect(await page.call('failures')).toEqual(['IMAGE', 'IO', 'IMAGE', 'ABORTED']);
});

it('streams the newest frames and drops the others', async () => {
  await using page = await browser.open();
  const { results, dropped, fps, latency } = await page.call('stream', 8);
  expect(results).toBe(8);
  expect(dropped).toBeGreaterThan(results / 2);
  expect(fps).toBeGreaterThan(0.5);
  expect(fps).toBeLessThanOrEqual(10.5);
  expect(latency).toBeGreaterThanOrEqual(99);
});

it("answers MobileNet's calls", async () => {
  await using page = await browser.open();
  const { classes, logits, error } = await page.call('mobilenet');
  const best = logits.indexOf(Math.max(...logits));
  const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
  expect(classes.length).toBe(3);
  expect(classes[0]?.className).toBe(`kind ${best}`);
  expect(classes[0]?.probability).toBeCloseTo(Math.exp(logits[best] as number) / sum, 5);
  expect(error).toBe('OPTION');
});
