// The service worker: pages without a network, and isolation where the host sends no headers.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { builtSite } from './built-site.js';
import { openBrowser } from './open-browser.js';
import { serveSite } from './serve-site.js';

let folder: string;
let browser: Browser;

beforeAll(async () => {
  folder = builtSite();
  browser = await openBrowser();
});
afterAll(() => browser?.close());

it('shows pages that were never opened, and reloads, when the network is gone', async () => {
  const site = await serveSite(folder, { isolated: false });
  await using context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(site.url);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await site.close();

  await page.reload();
  expect(await page.locator('h1').textContent()).toContain('Gossamer');
  for (const [path, title] of [
    ['guide/passes', 'Passes'],
    ['guide/', 'Guides'],
    ['reference/operators.html', 'Operators'],
  ] as const) {
    await page.goto(site.url + path);
    expect(await page.locator('h1').textContent()).toContain(title);
  }
  // In the page, as a reader goes on.
  await page.goto(site.url);
  await page.getByRole('link', { name: 'Start', exact: true }).last().click();
  await page.waitForURL(/\/start\//);
  expect(await page.locator('h1').textContent()).toContain('Start');
});

it('isolates pages with live examples on a host without headers', async () => {
  await using site = await serveSite(folder, { isolated: false });
  await using context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${site.url}classify/`);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await page.waitForFunction(() => crossOriginIsolated, undefined, { timeout: 60_000 });
  // And where a reader comes from a page that needs no isolation.
  const other = await context.newPage();
  await other.goto(`${site.url}guide/costs`);
  expect(await other.evaluate(() => Array.isArray(Array.from(new Uint8Array(1))))).toBe(true);
});
