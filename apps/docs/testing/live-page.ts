// A page with a live example, as a reader has it: what it complains of is kept, its looks can be.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { ROOT } from './docs-files.js';
import { accessibilityFaults, overflowOf } from './watch-page.js';

/** Screenshots, for people to look at. */
const SHOTS = join(ROOT, 'node_modules/.cache/gossamer/site');

const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

export interface LivePageOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly permissions?: readonly string[];
}

export interface LivePage extends AsyncDisposable {
  readonly page: Page;
  /** What was written to the console as an error, and exceptions nobody caught. */
  readonly errors: readonly string[];
  /** Serious faults that axe finds. */
  faults(): Promise<string[]>;
  /** How much wider than the window the page is. */
  overflow(): Promise<number>;
  /** Keeps a picture of the whole page. */
  shoot(name: string): Promise<void>;
}

/** A page in a context of its own: nothing is remembered from others. */
export async function openLivePage(
  browser: Browser,
  url: string,
  { viewport = DESKTOP, colorScheme = 'light', permissions = [] }: LivePageOptions = {},
): Promise<LivePage> {
  const context = await browser.newContext({
    viewport,
    colorScheme,
    permissions: [...permissions],
    serviceWorkers: 'block',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(url);
  return {
    page,
    errors,
    faults: () => accessibilityFaults(page),
    overflow: () => overflowOf(page),
    async shoot(name) {
      mkdirSync(SHOTS, { recursive: true });
      await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}
