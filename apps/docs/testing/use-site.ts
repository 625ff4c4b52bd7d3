// The built site and a browser for the tests of a file.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { builtSite } from './built-site.js';
import { openBrowser } from './open-browser.js';
import { type ServedSite, serveSite } from './serve-site.js';

export interface TestSite {
  readonly browser: Browser;
  /** Ends with a slash. */
  readonly url: string;
}

/** Opened before the file's tests and closed behind them; its fields are there once they run. */
export function useSite(flags: readonly string[] = []): TestSite {
  let browser: Browser;
  let site: ServedSite;
  beforeAll(async () => {
    site = await serveSite(builtSite());
    browser = await openBrowser(flags);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });
  return {
    get browser() {
      return browser;
    },
    get url() {
      return site.url;
    },
  };
}
