// The worker in Chromium: feeds stay whole, a lost GPU is found again, nothing leaks. What is timed is in worker.timed.
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

const SESSIONS = 500;
const STEP = SESSIONS / 10;

it.each(DEVICES)('does not leak over 500 sessions on %s', { timeout: 400_000 }, async (device) => {
  await using page = await browser.open();
  const curve: { page: number; gpu: number }[] = [];
  for (let sessions = 0; sessions < SESSIONS; sessions += STEP) {
    const bytes = await page.call('leak', device, STEP);
    curve.push({ page: bytes / 1e6, gpu: ((await page.gpuMemory()) ?? 0) / 1e6 });
  }
  const columns = (name: 'page' | 'gpu') => curve.map((point) => point[name].toFixed(1)).join(' ');
  process.stdout.write(
    `  MB after each ${STEP} sessions on ${device}: page ${columns('page')}; GPU process ${columns('gpu')}\n`,
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

it('runs again where the worker ends by itself, and says so where it always does', async () => {
  await using page = await browser.open();
  const { once, always, wanted } = await page.call('closingWorkers');
  expect(once).toBe(wanted);
  expect(always).toMatch(/^RUNTIME: the worker failed: it ended by itself/);
});

it('does not wait for threads that never start, nor for a load that is aborted', async () => {
  await using page = await browser.open();
  expect(await page.call('stuckLoads')).toEqual([
    expect.stringMatching(
      /^RUNTIME: onnxruntime-web does not start: its 2 threads did not begin.*threads: 1/s,
    ),
    expect.stringMatching(/^ABORTED: /),
  ]);
});

it('starts onnxruntime again after a start that failed', async () => {
  await using page = await browser.open('missing-once');
  expect(await page.call('startAgain')).toEqual([
    expect.stringMatching(/^RUNTIME: .*does not start/),
    'wasm',
  ]);
});

it("loads a network although another session's abort stops the worker meanwhile", async () => {
  await using page = await browser.open();
  expect(Number.isFinite(await page.call('loadDuringAbort'))).toBe(true);
});
