// A built page in Chromium: its `classify` is called.

import { chromiumPath } from '@gossamer/testkit/page';
import { chromium, type Page } from 'playwright-core';
import { type ServeOptions, serveFolder } from './serve-page.js';

export interface PageRun {
  readonly result: unknown;
  readonly workers: number;
  /** Paths the server did not have. */
  readonly missing: readonly string[];
  readonly consoleErrors: readonly string[];
}

/** Serves the folder, waits for the page's `classify` and calls it. */
export async function runPage(folder: string, options: ServeOptions = {}): Promise<PageRun> {
  await using server = await serveFolder(folder, options);
  return { ...(await runAddress(server.url)), missing: server.missing };
}

/** The same of a page that somebody else serves. */
export async function runAddress(url: string): Promise<Omit<PageRun, 'missing'>> {
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
  try {
    return await classify(await browser.newPage(), url);
  } finally {
    await browser.close();
  }
}

/** Goes to the address and calls what the page offers. */
export async function classify(page: Page, url: string): Promise<Omit<PageRun, 'missing'>> {
  let workers = 0;
  const consoleErrors: string[] = [];
  page.on('worker', () => workers++);
  page.on('pageerror', (error) => consoleErrors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.location().url.endsWith('favicon.ico'))
      consoleErrors.push(message.text());
  });
  await page.goto(url);
  await page
    .waitForFunction(() => 'classify' in globalThis, undefined, { timeout: 30_000 })
    .catch((error) => {
      throw new Error(`the page does not start: ${consoleErrors.join('; ')}`, { cause: error });
    });
  const result = await page.evaluate(() =>
    (globalThis as unknown as { classify(): Promise<object> }).classify(),
  );
  return { result, workers, consoleErrors };
}
