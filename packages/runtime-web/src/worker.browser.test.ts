// The worker in Chromium: feeds stay whole, aborts stop it, a lost GPU is found again, nothing leaks or blocks.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './testing/browser.js';
import type { WorkerFunctions } from './testing/programs/workers.js';

const DEVICES = ['wasm', 'webgpu'] as const;

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
it.each(DEVICES)(
  'stops a run that is under way on %s, and other sessions do not notice',
  { retry: 2 },
  async (device) => {
    await using page = await browser.open();
    const { code, ms, again, other, wanted } = await page.call('abortRunning', device);
    expect({ code, again, other }).toEqual({ code: 'ABORTED', again: 1000, other: wanted });
    expect(ms).toBeLessThan(100);
  },
);

// A page that blocks does so every time; a busy machine holds a page up once.
it.each(DEVICES)('leaves the page responsive while %s works', { retry: 2 }, async (device) => {
  await using page = await browser.open();
  const { longest } = await page.call('longestTask', device, 5, 0);
  process.stdout.write(`  longest task of the page, ${device}: ${longest} ms\n`);
  expect(longest).toBeLessThanOrEqual(50);
});

it('sees a page that stands still', async () => {
  await using page = await browser.open();
  expect((await page.call('longestTask', 'wasm', 1, 120)).longest).toBeGreaterThanOrEqual(120);
});

/** 500 on WebGPU take a software GPU four minutes. */
const SESSIONS = { wasm: 500, webgpu: process.env.GOSSAMER_ALL_WEBGPU === '1' ? 500 : 60 };

it.each(DEVICES)('does not leak over hundreds of sessions on %s', { timeout: 400_000 }, async (device) => {
  await using page = await browser.open();
  const curve: { page: number; gpu: number }[] = [];
  const step = SESSIONS[device] / 10;
  for (let sessions = 0; sessions < SESSIONS[device]; sessions += step) {
    const bytes = await page.call('leak', device, step);
    curve.push({ page: bytes / 1e6, gpu: ((await page.gpuMemory()) ?? 0) / 1e6 });
  }
  const columns = (name: 'page' | 'gpu') => curve.map((point) => point[name].toFixed(1)).join(' ');
  process.stdout.write(
    `  MB after each ${step} sessions on ${device}: page ${columns('page')}; GPU process ${columns('gpu')}\n`,
  );
  const [first, last] = [curve[0], curve.at(-1)];
  expect((last?.page ?? 0) - (first?.page ?? 0)).toBeLessThan(4);
  expect((last?.gpu ?? 0) - (first?.gpu ?? 0)).toBeLessThan(40);
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

it('says when the worker fails, and never waits for it', async () => {
  await using page = await browser.open();
  expect(await page.call('brokenWorkers')).toEqual([
    expect.stringMatching(/^RUNTIME: the worker failed: .*out of memory/),
    'the worker did not start: createWorker gave undefined',
  ]);
});

it("loads a network although another session's abort stops the worker meanwhile", async () => {
  await using page = await browser.open();
  expect(Number.isFinite(await page.call('loadDuringAbort'))).toBe(true);
});
