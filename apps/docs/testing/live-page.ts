// A page of the site in a browser, as a reader has it: what it complains of is kept, its looks can be.

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';

/** Where pictures of pages go, for somebody to look at. */
const SCREENSHOTS =
  process.env.GOSSAMER_SCREENSHOTS ??
  fileURLToPath(new URL('../.vitepress/cache/screenshots', import.meta.url));

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const DESKTOP = { width: 1280, height: 900 };
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
  /** Serious faults that axe finds, as `rule: element`. */
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
    acceptDownloads: true,
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
    async faults() {
      await page.evaluate(AXE);
      return page.evaluate(findFaults);
    },
    overflow: () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    async shoot(name) {
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}

interface Axe {
  run(): Promise<{
    readonly violations: readonly {
      readonly id: string;
      readonly impact: string;
      readonly nodes: readonly { readonly target: readonly unknown[] }[];
    }[];
  }>;
}

/** Runs in the page. */
async function findFaults(): Promise<string[]> {
  const { violations } = await (globalThis as unknown as { axe: Axe }).axe.run();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
