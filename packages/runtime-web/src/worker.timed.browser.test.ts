// The worker in Chromium, by the clock: aborts stop it at once, and the page is not held up.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './testing/browser.js';
import type { WorkerFunctions } from './testing/programs/workers.js';

const DEVICES = ['wasm', 'webgpu'] as const;

let browser: TestBrowser<WorkerFunctions>;
beforeAll(async () => {
  browser = await startBrowser<WorkerFunctions>('workers');
});
afterAll(() => browser?.[Symbol.asyncDispose]());

// A busy machine delays an abort once; a worker that is waited for does so every time.
it.each([
  ['wasm', 1000],
  ['webgpu', 2 * 4 * 6 * 6],
] as const)(
  'stops a run that is under way on %s, and other sessions do not notice',
  { retry: 2 },
  async (device, again) => {
    await using page = await browser.open();
    const { code, ms, other, wanted, ...later } = await page.call('abortRunning', device);
    expect({ code, other, ...later }).toEqual({ code: 'ABORTED', other: wanted, again });
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
