// Pictures in Chromium: every kind of source gives the same pixels and core's exact input; video; MobileNet's calls.
import { preprocess } from '@gossamer/core/image';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './testing/browser.js';
import { CONFIG, PATTERN, patternPixels } from './testing/pattern.js';
import type { PictureFunctions } from './testing/programs/pictures.js';

/** 3 x 2 pixels written by Pillow, and the bytes it was given. */
const TRANSPARENT_PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAAIklEQVR4nGM4kWLEzMjEzPD/398GRk4O9v8uVgZMxrbufwFq1ghedZKaYAAAAABJRU5ErkJggg==';
const TRANSPARENT = [
  [200, 100, 50, 3],
  [1, 2, 3, 0],
  [255, 254, 253, 128],
  [9, 8, 7, 255],
  [77, 66, 55, 1],
  [128, 127, 126, 254],
].flat();

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

it('says what was given instead of a picture', async () => {
  await using page = await browser.open();
  const found = await page.call('refusals');
  const words = {
    nothing: 'given as Undefined',
    null: 'given as Null',
    number: 'given as Number',
    bytes: 'given as ArrayBuffer',
    element: 'given as HTMLDivElement',
    bitmap: 'closed, or was given to another thread',
    frame: 'closed, or was given to another thread',
    given: 'has 0 bytes',
    empty: 'the file is empty',
    svg: 'give an <img>',
    image: 'cannot be decoded',
    page: `isolated/`,
  };
  expect(Object.keys(found)).toEqual(Object.keys(words));
  for (const [name, word] of Object.entries(words)) {
    expect(found[name], name).toMatch(/^IMAGE: /);
    expect(found[name], name).toContain(word);
  }
});

it('reads pictures that no canvas holds', async () => {
  await using page = await browser.open();
  expect(await page.call('wide', 70_000, 30)).toEqual({ size: [70_000, 30], wrong: 0 });
  expect(await page.call('wide', 20, 70_000)).toEqual({ size: [20, 70_000], wrong: 0 });
});

it('gives the colours the file stores, whatever its profile and its transparency', async () => {
  await using page = await browser.open();
  const colour = [20, 200, 90, 255];
  expect(await page.call('profiled', colour)).toEqual([colour, colour]);
  expect(await page.call('file', TRANSPARENT_PNG)).toEqual([TRANSPARENT, TRANSPARENT]);
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

it('asks for what a missing piece is, and keeps no worker for it', async () => {
  await using page = await browser.open();
  expect(await page.call('mobilenetWithout')).toEqual(['OPTION', 'OPTION', 'OPTION', 'RUNTIME']);
  await expect.poll(() => page.workersNow, { timeout: 10_000 }).toBe(0);
});

it('says what is wrong with feeds', async () => {
  await using page = await browser.open();
  expect(await page.call('feedErrors')).toEqual([
    expect.stringMatching(/^RUNTIME: /),
    expect.stringContaining('give { picture, preprocess }'),
    expect.stringContaining('give { picture, preprocess }'),
    expect.stringMatching(/^SHAPE: input "x" is a Float32Array/),
  ]);
});

it.each(['stopped', 'removed'] as const)('ends when the camera is %s', async (how) => {
  await using page = await browser.open();
  expect(await page.call('streamEnds', how)).toBeGreaterThanOrEqual(2);
});

it('refuses to follow what is no video', async () => {
  await using page = await browser.open();
  expect(await page.call('streamOfCanvas')).toBe('OPTION');
});
