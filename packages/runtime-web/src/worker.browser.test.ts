// The worker in Chromium: feeds stay whole, aborts stop it, a lost GPU is found again, nothing leaks or blocks.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './testing/browser.js';
import type { WorkerFunctions } from './testing/programs/workers.js';

let browser: TestBrowser<WorkerFunctions>;
beforeAll(async () => {
  browser = await startBrowser<WorkerFunctions>('workers');
});
afterAll(() => browser?.[Symbol.asyncDispose]());

it('copies the feeds', async () => {
  await using page = await browser.open();
  expect(await page.call('feedAfterRun')).toBe(3 * 32 * 32);
  expect(page.workers).toBeGreaterThan(0);
});

// A busy machine delays an abort once; a worker that is waited for does so every time.
it('stops a run that is under way, and other sessions do not notice', { retry: 2 }, async () => {
  await using page = await browser.open();
  const { code, ms, again, other, wanted } = await page.call('abortRunning');
  expect({ code, again, other }).toEqual({ code: 'ABORTED', again: 1000, other: wanted });
  expect(ms).toBeLessThan(100);
});

// A page that blocks does so every time; a busy machine holds a page up once.
it('leaves the page responsive', { retry: 2 }, async () => {
  await using page = await browser.open();
  const { longest } = await page.call('longestTask', 5, 0);
  process.stdout.write(`  longest task of the page: ${longest} ms\n`);
  expect(longest).toBeLessThanOrEqual(50);
  // The meter works: it sees a page that stands still.
  expect((await page.call('longestTask', 1, 120)).longest).toBeGreaterThanOrEqual(120);
});

it('does not leak over 500 sessions', { timeout: 300_000 }, async () => {
  await using page = await browser.open();
  const { early, late } = await page.call('leak', 500);
  process.stdout.write(`  memory after 50 sessions ${early}, after 500 ${late} bytes\n`);
  expect(late - early).toBeLessThan(4e6);
});

it('loads again where the GPU device was lost', async () => {
  await using page = await browser.open();
  const { difference, device } = await page.call('deviceLoss');
  expect(device).toBe('webgpu');
  expect(page.workers).toBe(2);
  expect(difference).toBeLessThan(1e-6);
});

it('runs on the page where the worker does not start, and says so', async () => {
  await using page = await browser.open();
  expect(await page.call('missingWorker')).toEqual({
    reason: expect.stringContaining('the worker did not start'),
    results: 10,
  });
});
