// Every page of the built site in Chromium, at the widths of a desk and of a phone.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { builtSite } from './built-site.js';
import { ROOT } from './docs-files.js';
import { openBrowser } from './open-browser.js';
import { type ServedSite, serveSite } from './serve-site.js';
import { brokenLinks, type SitePage, sitePages } from './site-pages.js';
import { accessibilityFaults, overflowOf, watchPage } from './watch-page.js';

/** Screenshots, for people to look at. */
const SHOTS = join(ROOT, 'node_modules/.cache/gossamer/site');

const WIDTHS = { desk: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;

/** Pages of these folders are made by one template each: a few stand for all where looking takes long. */
const TEMPLATES = ['reference/api/', 'models/'];

let folder: string;
let site: ServedSite;
let browser: Browser;
let pages: readonly SitePage[];

beforeAll(async () => {
  folder = builtSite();
  pages = sitePages(folder);
  site = await serveSite(folder);
  browser = await openBrowser();
  mkdirSync(SHOTS, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
  await site?.[Symbol.asyncDispose]();
});

it('has no link that leads nowhere', () => {
  expect(pages.length).toBeGreaterThan(40);
  expect(brokenLinks(folder, pages)).toEqual([]);
});

/** Pages to look at in full: written by hand, or the first of their template. */
function isThorough({ path }: SitePage): boolean {
  const template = TEMPLATES.find((prefix) => path.startsWith(prefix) && path !== prefix);
  if (template === undefined) return true;
  const alike = pages.filter((page) => page.path.startsWith(template) && page.path !== template);
  return alike.slice(0, 3).some((page) => page.path === path);
}

/** Live examples say when they are there. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  const loading = () => document.querySelector('[data-state="loading"]') === null;
  await page.waitForFunction(loading, undefined, { timeout: 60_000 });
}

it.each(Object.keys(WIDTHS) as (keyof typeof WIDTHS)[])(
  'every page opens without an error or a serious fault of accessibility: %s',
  { timeout: 600_000 },
  async (width) => {
    await using context = await browser.newContext({
      viewport: WIDTHS[width],
      serviceWorkers: 'block',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    const problems = watchPage(page, site.url);
    const found: Record<string, string[]> = {};
    for (const sitePage of pages) {
      if (width === 'phone' && !isThorough(sitePage)) continue;
      await page.goto(site.url + sitePage.path);
      if (isThorough(sitePage)) {
        await settled(page).catch(() => problems.push('a live example did not get ready'));
        problems.push(...(await accessibilityFaults(page)));
        const name = sitePage.path.replace(/\/$/, '/index').replaceAll('/', '-') || 'index';
        await page.screenshot({ path: join(SHOTS, `${name}-${width}.png`) });
      }
      const overflow = await overflowOf(page);
      if (overflow > 0) problems.push(`${overflow} px wider than the window`);
      if (problems.length > 0) found[sitePage.path] = problems.splice(0);
    }
    expect(found).toEqual({});
  },
);

it('is dark where the reader wants it dark, with contrast', async () => {
  await using context = await browser.newContext({ colorScheme: 'dark', serviceWorkers: 'block' });
  const page = await context.newPage();
  const faults: string[] = [];
  for (const path of ['', 'start/node', 'guide/quantize', 'reference/operators']) {
    await page.goto(site.url + path);
    await settled(page);
    faults.push(...(await accessibilityFaults(page)));
    await page.screenshot({ path: join(SHOTS, `dark-${path.replaceAll('/', '-') || 'index'}.png`) });
  }
  expect(await page.evaluate(() => document.documentElement.classList.contains('dark'))).toBe(true);
  expect(faults).toEqual([]);
});

it('finds words in the pages', async () => {
  await using context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(site.url);
  const box = page.locator('.VPLocalSearchBox input');
  // Keys are heard once the page's script runs.
  await expect
    .poll(
      async () => {
        await page.keyboard.press('Control+k');
        return box.count();
      },
      { timeout: 30_000 },
    )
    .toBe(1);
  await box.fill('ridge point');
  await page.locator('.VPLocalSearchBox .result').first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/(guide|papers)\//);
});
