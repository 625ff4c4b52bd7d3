// The start page's budget: little script, nothing that moves, text without script.

import { expect, it } from 'vitest';
import { useSite } from './use-site.js';

const site = useSite();

it('loads less than 200 kB of script before anybody touches it, and nothing moves', async () => {
  await using context = await site.browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(site.url, { waitUntil: 'networkidle' });
  const measured = await page.evaluate(async () => {
    const scripts = performance
      .getEntriesByType('resource')
      .filter((entry) => /\.m?js$/.test(new URL(entry.name).pathname)) as PerformanceResourceTiming[];
    const shifts = await new Promise<number>((resolve) => {
      let sum = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[]) sum += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => resolve(sum), 500);
    });
    return { bytes: scripts.reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0), shifts };
  });
  console.log(
    `start page: ${Math.round(measured.bytes / 1000)} kB of script, layout shift ${measured.shifts}`,
  );
  expect(measured.bytes).toBeGreaterThan(10_000);
  expect(measured.bytes).toBeLessThan(200_000);
  expect(measured.shifts).toBe(0);
});

it.each(['', 'start/node', 'guide/troubleshooting', 'papers/'])(
  'can be read without script: /%s',
  async (path) => {
    await using context = await site.browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(site.url + path);
    const text = await page.locator('main, .VPContent').first().textContent();
    expect(text?.length).toBeGreaterThan(300);
    expect(await page.locator('h1').first().isVisible()).toBe(true);
  },
);
