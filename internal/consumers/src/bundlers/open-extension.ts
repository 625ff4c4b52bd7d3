// An unpacked extension in Chromium.

import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { chromiumPath } from '@gossamer/testkit/page';
import { chromium } from 'playwright-core';
import { classify, type PageRun } from '../open-page.js';

/** Loads the extension and calls what its page offers. */
export async function runExtension(folder: string): Promise<Omit<PageRun, 'missing'>> {
  const profile = `${folder}-profile`;
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    args: ['--no-sandbox', `--disable-extensions-except=${folder}`, `--load-extension=${folder}`],
    ignoreDefaultArgs: ['--disable-extensions', '--disable-component-extensions-with-background-pages'],
  });
  try {
    return await classify(await browser.newPage(), `chrome-extension://${idOf(folder)}/index.html`);
  } finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  }
}

/** Chromium names an unpacked extension by its path: 16 bytes of SHA-256, with letters from a to p for digits. */
function idOf(folder: string): string {
  const digits = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  return [...digits].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
}
